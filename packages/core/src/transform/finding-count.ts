import type { Severity } from './rule.ts'

/** How often each rule found something, and how much of that only warns. */
export class FindingCount {
  readonly #byRule = new Map<string, number>()
  #warnings = 0

  add(rule: string, severity: Severity, times: number): void {
    if (times === 0) return
    this.#byRule.set(rule, (this.#byRule.get(rule) ?? 0) + times)
    if (severity === 'warn') this.#warnings += times
  }

  get warnings(): number {
    return this.#warnings
  }

  /** By rule id, in the order of ids. */
  byRule(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#byRule].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}
