import type { Sink, SinkSession } from '@tamis/core'
import { type Sample, SINK_PROMISES, sinkChecks, testSink } from '@tamis/testkit'
import { expect, test } from 'vitest'
import { BROKEN_SINKS } from './broken/sinks.ts'
import sink from './support/file-sink.ts'
import { fileStore } from './support/file-store.ts'
import { expectTold } from './support/told.ts'

// The arm that must pass: a sink that keeps every promise.
testSink({ sink, module: new URL('./support/file-sink.ts', import.meta.url) })

test.each(SINK_PROMISES)('a sink that breaks it is told so: %s', async (promise) => {
  await expectTold(sinkChecks(BROKEN_SINKS[promise]), promise)
})

test('what readers see is held against what the sink says', async () => {
  await expectTold(sinkChecks({ sink, read: () => [] }), 'a batch is published with every record')
})

const RELEASE = 'a release by hand is honoured'

test('what is declared to be left out is skipped, and must be left out', async () => {
  const without = (folder: string): Sink<Sample> => ({
    name: 'without',
    async open(dataset, context) {
      const session: SinkSession<Sample> = await fileStore(folder).sink.open(dataset, context)
      return Object.defineProperty(session, 'release', { value: undefined })
    },
  })
  const capabilities = { release: false }
  const declared = sinkChecks({ sink: without, capabilities }).find(({ promise }) => promise === RELEASE)
  expect(await declared?.run()).toEqual({ reason: expect.stringContaining('capabilities.release') })
  await expectTold(sinkChecks({ sink: without }), RELEASE)
  await expectTold(sinkChecks({ sink, capabilities }), RELEASE)
})
