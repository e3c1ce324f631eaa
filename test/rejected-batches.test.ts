import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acceptBatch, definePipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import {
  type Fault,
  generateMarket,
  type StandIn,
  type StandInOptions,
  startStandIn,
} from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'

const market = generateMarket({ size: 600, seed: 7, observedAt: new Date() })
const halfWithoutVolume = market.map((coin, at) => (at % 2 === 1 ? { ...coin, total_volume: null } : coin))
/** Answers a chunk of ids, asked for as before, with an empty array. */
const emptied = (ids = ''): Fault => ({
  kind: 'status',
  status: 200,
  body: '[]',
  match: encodeURIComponent(ids),
})

const cases: readonly (readonly [name: string, gate: string, answers: (good: StandIn) => StandInOptions])[] =
  [
    ['half its volumes null', 'batch.nulls', () => ({ coins: halfWithoutVolume })],
    [
      'a page without a record',
      'batch.pages',
      ({ requests }) => ({ coins: market, faults: [emptied(requests[2]?.query.ids)] }),
    ],
    ['no bitcoin', 'batch.anchors', () => ({ coins: market.filter(({ id }) => id !== 'bitcoin') })],
  ]

test.each(cases)(
  'a batch with %s: %s rejects it, the last good one is served until it is accepted',
  async (_, gate, answers) => {
    const folder = mkdtempSync(join(tmpdir(), 'tamis-'))
    const path = join(folder, 'market.db')
    const store = sqlite({ path })
    await using good = await startStandIn({ coins: market })
    const pipelineAt = (baseUrl: string) =>
      definePipeline({
        name: 'markets',
        source: coingeckoMarkets({ universe: 'all', baseUrl, requestsPerMinute: 0 }),
        stager: store.stager,
        rules: marketRules(),
        sink: store.sink,
        issues: null,
      })
    const served = (): unknown => {
      const db = new Database(path, { readonly: true })
      try {
        return db.prepare('select distinct batch_id from crypto_markets_latest').pluck().all()
      } finally {
        db.close()
      }
    }

    expect(await runPipeline(pipelineAt(good.url), { batchId: 'good' })).toMatchObject({
      status: 'published',
      error: null,
    })
    await using bad = await startStandIn(answers(good))
    const rejected = await runPipeline(pipelineAt(bad.url), { batchId: 'bad' })

    expect(rejected).toMatchObject({ status: 'rejected', exitCode: 65, error: { code: 'batch.rejected' } })
    expect(rejected.error?.message).toContain(gate)
    expect(served()).toEqual(['good'])

    const requests = bad.requests.length
    expect(await runPipeline(pipelineAt(bad.url), { batchId: 'bad' })).toMatchObject({
      status: 'rejected',
      exitCode: 65,
    })
    expect(bad.requests).toHaveLength(requests)

    const accepted = await acceptBatch(pipelineAt(bad.url), { batchId: 'bad', note: 'looked at it' })
    expect(accepted).toMatchObject({ status: 'published', exitCode: 0, loaded: rejected.loaded })
    expect(served()).toEqual(['bad'])
  },
)
