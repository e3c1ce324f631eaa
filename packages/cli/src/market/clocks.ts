import * as Flags from '@oclif/core/flags'
import { parseTime } from '../times.ts'

/** The second clock of every question about the past. */
export const KNOWN_AT_FLAG = Flags.string({
  helpValue: 'TIME',
  description: 'only what was published by then; default all that is known now',
})

export interface Clocks {
  readonly asOf?: number
  readonly knownAt?: number
}

/** Two times as flags give them. @throws TamisError `usage.invalid`. */
export function clocksOf(asOf: string | undefined, knownAt: string | undefined): Clocks {
  return {
    ...(asOf === undefined ? {} : { asOf: parseTime(asOf) }),
    ...(knownAt === undefined ? {} : { knownAt: parseTime(knownAt) }),
  }
}
