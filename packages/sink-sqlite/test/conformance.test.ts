import { type Sample, testSink, testStager } from '@tamis/testkit'
import { rows } from './support/session.ts'
import sink, { databaseIn } from './support/suite-sink.ts'
import stager from './support/suite-stager.ts'

testStager({ stager, module: new URL('./support/suite-stager.ts', import.meta.url) })
testSink({
  sink,
  module: new URL('./support/suite-sink.ts', import.meta.url),
  // As the stock sqlite3 shell would read the final layer, while a run has it open.
  read: (folder, batchId) =>
    rows<Sample>(
      databaseIn(folder),
      'select sample_id, label, "group", "order", amount, seen_at, details from samples where batch_id = ?',
      batchId,
    ),
})
