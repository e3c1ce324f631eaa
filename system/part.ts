import { describe, test } from 'vitest'

/** What a part of the machine gives to its tests, or why it is not to be had. */
export type Part<T> = { readonly ready: T } | { readonly missing: string }

/** The parts that may not be missing, from the environment variable TAMIS_REQUIRE: `airflow,systemd,docker`. */
const REQUIRED: ReadonlySet<string> = new Set(
  (process.env.TAMIS_REQUIRE ?? '').split(',').map((name) => name.trim()),
)

/** Prepares a part; what goes wrong is the reason why it is missing. */
export async function prepare<T>(make: () => T | Promise<T>): Promise<Part<T>> {
  try {
    return { ready: await make() }
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) }
  }
}

/** Tests that need a part: without it they fail where it is required, and are skipped with the reason elsewhere. */
export function describePart<T>(name: string, part: Part<T>, tests: (ready: T) => void): void {
  if ('ready' in part) {
    describe(name, () => tests(part.ready))
  } else if (REQUIRED.has(name)) {
    test(`${name} is required here`, () => {
      throw new Error(`${name} is missing: ${part.missing}`)
    })
  } else {
    console.warn(`skipped: ${name}, because ${part.missing}`)
    describe.skip(`${name}, missing here: ${part.missing}`, () => {
      test.skip('all of it', () => {})
    })
  }
}
