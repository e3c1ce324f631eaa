// Asks one server for one page and prints what came of it and the most memory that it took, in MiB.
import { readFileSync } from 'node:fs'
import { isTamisError } from '@tamis/core'
import coingeckoMarkets from '../src/index.ts'
import { contextOf } from './support.ts'

const [, , baseUrl = ''] = process.argv
const source = coingeckoMarkets({
  universe: { ids: ['bitcoin'] },
  plan: 'demo',
  apiKey: 'CG-0123456789',
  baseUrl,
})
const session = source.connect(contextOf({ deadline: 0 }))
const url = `${baseUrl}/coins/markets`
const thrown = await session
  .fetch({ page: 1, kind: 'records', url, params: {} })
  .catch((error: unknown) => error)
const code = isTamisError(thrown) ? thrown.code : 'accepted'
console.log(JSON.stringify({ code, peak: peakKib() / 1024 }))

/** Linux counts what the process was before it became this program, a copy of its parent, into `maxRSS`. */
function peakKib(): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}
