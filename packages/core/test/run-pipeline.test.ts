import { memoryStore, testContext } from '@tamis/testkit'
import { coinSource } from '@tamis/testkit/simulation'
import { expect, test } from 'vitest'
import { type Batch, definePipeline, runPipeline, systemClock, TamisError } from '../src/index.ts'

const noKey = new TamisError('config.invalid', { message: 'apiKey: missing' })
const later = { ...systemClock, now: () => systemClock.now() + 3_600_000 }

test('a run whose source lacks its key begins no batch, and abandons none that is too old', async () => {
  const store = memoryStore()
  const source = coinSource({
    async transport(request) {
      if (request.page > 1) throw new TamisError('source.unreachable', { message: 'No connection' })
      return { request, status: 200, headers: {}, body: Buffer.from('[]'), fetchedAt: systemClock.now() }
    },
    retries: 0,
  })
  const pipeline = definePipeline({ name: 'coins', source, ...store, issues: null })
  const keyless = definePipeline({
    ...pipeline,
    source: {
      ...source,
      connect() {
        throw noKey
      },
    },
  })
  const staged = async (): Promise<Batch | undefined> => {
    await using session = await store.stager.open(testContext({ pipeline: 'coins' }))
    return session.find('b')
  }
  expect(await runPipeline(keyless, { batchId: 'b' })).toMatchObject({
    status: 'failed',
    batchId: 'b',
    error: { code: 'config.invalid', message: 'apiKey: missing', phase: 'configure' },
    exitCode: 78,
  })
  expect(await staged()).toBeUndefined()

  expect(await runPipeline(pipeline, { batchId: 'b' })).toMatchObject({ exitCode: 75 })
  expect(await runPipeline(keyless, { batchId: 'b', clock: later })).toMatchObject({ exitCode: 78 })
  expect(await staged()).toMatchObject({ attempt: 1, state: 'open' })
})
