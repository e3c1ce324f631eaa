import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, replayPipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import { openMarket } from '@tamis/sink-sqlite/read'
import coingeckoMarkets from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const RULES = marketRules()
  .filter((judge) => judge.kind === 'rule' && judge.id !== 'stable.depeg')
  .map((rule) => rule.id)

test('under any mix of rules every coin is in exactly one place, and replaying the mix changes nothing', async () => {
  await using api = await startStandIn({ size: 300, seed: 11 })
  const path = join(mkdtempSync(join(tmpdir(), 'tamis-')), 'market.db')
  const pipelineOf = (mix: Readonly<Record<string, string>>) => {
    const { stager, sink } = sqlite({ path })
    const source = coingeckoMarkets({ universe: 'all', baseUrl: api.url, requestsPerMinute: 0 })
    const rules = marketRules(mix).filter((judge) => judge.kind === 'rule')
    return definePipeline({ name: 'm', source, stager, sink, rules, issues: null })
  }
  const report = await runPipeline(pipelineOf({}), { batchId: 'b1' })
  expect(report.status).toBe('published')

  const mixes = fc.dictionary(fc.constantFrom(...RULES), fc.constantFrom('quarantine', 'warn', 'off'))
  await fc.assert(
    fc.asyncProperty(mixes, async (mix) => {
      const replayed = await replayPipeline(pipelineOf(mix))
      expect(replayed.error).toBeNull()
      using market = openMarket(path)
      const places = [
        ...market.universe({}).records.map(({ page, position }) => `${page}:${position}`),
        ...market.quarantine({ status: 'open' }).map(({ page, position }) => `${page}:${position}`),
      ]
      expect(new Set(places).size).toBe(300)
      expect(places).toHaveLength(300)
      const again = await replayPipeline(pipelineOf(mix))
      expect(again.batches.map((batch) => batch.status)).toEqual(['unchanged'])
    }),
    { numRuns: 25 },
  )
})
