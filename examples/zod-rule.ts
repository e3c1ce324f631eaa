// A zod schema as a rule, beside the market's own: records that it does not fit are kept out, each issue with its path.
// Any Standard Schema will do: valibot, arktype and others.
import { definePipeline, runPipeline, schemaRule } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'
import { z } from 'zod'

const listed = z.looseObject({
  symbol: z.string().regex(/^[a-z0-9]+$/, 'A symbol is lower-case letters and digits'),
  market_cap_rank: z.number().int().max(200, 'Only the first 200 by market cap'),
})

await using api = await startStandIn({ size: 500, seed: 1 })
const store = sqlite({ path: 'zod-rule.db' })
const report = await runPipeline(
  definePipeline({
    name: 'listed',
    source: coingeckoMarkets({ universe: { top: 250 }, baseUrl: api.url, requestsPerMinute: 0 }),
    stager: store.stager,
    rules: [...marketRules(), schemaRule(listed, { id: 'own.listed', summary: 'Is in the first 200.' })],
    sink: store.sink,
    issues: 'issue',
  }),
)
console.log(`${report.loaded} listed, ${report.findings['own.listed'] ?? 0} findings of the schema`)
process.exitCode = report.exitCode
