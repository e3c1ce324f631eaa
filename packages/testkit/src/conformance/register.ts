import { describe, it } from 'vitest'
import type { Check } from './check.ts'

/** Checks that start processes, or wait for them to be killed, take seconds where machines are busy. */
const TIMEOUT_MS = 120_000

/** One vitest test for each promise; what is skipped says why in its name. */
export function register(title: string, checks: readonly Check[]): void {
  describe(title, () => {
    for (const check of checks) {
      if (check.skipped !== undefined) it.skip(`${check.promise} (skipped: ${check.skipped})`, () => {})
      else {
        it(check.promise, { timeout: TIMEOUT_MS }, async (context) => {
          const skip = await check.run()
          if (skip !== undefined) context.skip(skip.reason)
        })
      }
    }
  })
}
