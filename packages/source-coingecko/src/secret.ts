import { inspect } from 'node:util'

const HIDDEN = '[redacted]'

/** A value that shows itself to nobody but `reveal`: not in text, JSON, logs, or the inspector. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value. For the one place that sends it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}
