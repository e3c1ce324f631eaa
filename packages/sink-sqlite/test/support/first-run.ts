import { parseArgs } from 'node:util'
import { isTamisError } from '@tamis/core'
import sqlite from '@tamis/sink-sqlite'
import { coin, coins } from './coins.ts'
import { loadOf, sealedBatch, testContext } from './fixtures.ts'

// One run in a process of its own: opens, loads one batch, tells how it went.
const { values } = parseArgs({
  options: { path: { type: 'string' }, pipeline: { type: 'string' }, batch: { type: 'string' } },
})
const { path = '', pipeline = '', batch: batchId = '' } = values
const context = testContext({ pipeline, runId: `${batchId}-${process.pid}` })
try {
  const store = sqlite({ path })
  await using sink = await store.sink.open(coins, context)
  await using stager = await store.stager.open(context)
  const batch = await sealedBatch({ stager, context }, batchId)
  await sink.commit(loadOf(batch, [coin('bitcoin'), coin(batchId)]))
  console.log('published')
} catch (error) {
  console.log(isTamisError(error) ? error.code : String(error))
}
