// Asks one server for one page and prints what came of it and the most memory that it took, in MiB.
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
console.log(JSON.stringify({ code, peak: process.resourceUsage().maxRSS / 1024 }))
