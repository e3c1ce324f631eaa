import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, type Rule, runPipeline } from '@tamis/core'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets, { type MarketRecord } from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'

const BAD: Readonly<Record<string, (record: MarketRecord) => unknown>> = {
  throws: () => {
    throw new RangeError('out of luck')
  },
  hangs: () => {
    for (;;);
  },
  'answers nonsense': () => 'maybe',
  'answers later': () => Promise.resolve('pass'),
}

test.each(Object.entries(BAD))(
  'a rule that %s is named, and its batch loads once it is mended',
  async (name, check) => {
    const folder = mkdtempSync(join(tmpdir(), 'tamis-'))
    await using api = await startStandIn({ size: 200, seed: 3 })
    const id = `own.${name.replaceAll(' ', '_')}`
    const bad = {
      kind: 'rule',
      id,
      version: 1,
      summary: name,
      severity: 'warn',
      check,
    } as unknown as Rule<MarketRecord>
    const run = (rules: readonly Rule<MarketRecord>[]) => {
      const store = sqlite({ path: join(folder, 'market.db') })
      const source = coingeckoMarkets({ universe: { top: 100 }, baseUrl: api.url, requestsPerMinute: 0 })
      const pipeline = definePipeline({
        name: 'markets',
        source,
        stager: store.stager,
        rules,
        sink: store.sink,
        issues: join(folder, 'issue'),
      })
      return runPipeline(pipeline, { batchId: 'b1', ruleTimeLimitMs: 500 })
    }

    const failed = await run([bad])
    const asked = api.requests.length
    const mended = await run([])

    expect(failed).toMatchObject({ status: 'failed', exitCode: 1, loaded: 0, error: { phase: 'transform' } })
    expect(failed.error?.message).toContain(id)
    expect(mended).toMatchObject({ status: 'published', extracted: 100, loaded: 100, apiCalls: 0 })
    expect(api.requests).toHaveLength(asked)
  },
)
