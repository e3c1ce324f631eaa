import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'vitest'

const folder = resolve(
  import.meta.dirname,
  '..',
  process.env.TAMIS_RECORDED_DATA ?? '../shared/data/coingecko',
)
const required = (process.env.TAMIS_REQUIRE ?? '').split(',').includes('recorded-data')

/** The path of a recorded file; the data is no part of the project and may not be there. */
export function recorded(...names: readonly string[]): string {
  return join(folder, ...names)
}

/** A test on recorded data: skips visibly where there is none, unless TAMIS_REQUIRE names `recorded-data`. */
export const testRecorded = test.skipIf(!existsSync(folder) && !required)
