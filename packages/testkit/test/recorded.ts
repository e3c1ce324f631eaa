import { existsSync } from 'node:fs'
import { join } from 'node:path'

const DIR = process.env.TAMIS_RECORDED_DATA ?? join(import.meta.dirname, '../../../../shared/data/coingecko')

/** Where recorded data is; undefined where there is none and nothing requires it. */
export const recordedData: string | undefined =
  existsSync(DIR) || process.env.TAMIS_REQUIRE?.split(',').includes('recorded-data') ? DIR : undefined
