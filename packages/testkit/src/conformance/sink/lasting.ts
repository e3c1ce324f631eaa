import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Dataset, ERRORS, type RunReport } from '@tamis/core'
import { brief, keep, refuses, type Skip, same } from '../check.ts'
import { T0 } from '../stager/pages.ts'
import { runChild } from '../store/child.ts'
import { CHILD_STEPS, childBatchId, childLoad } from '../store/child-work.ts'
import { fencesOut } from '../store/lease.ts'
import { close } from '../store/store-bench.ts'
import { loadOf, quarantineOf, sealedBatch } from './loads.ts'
import { SAMPLES, type Sample, sample } from './sample.ts'
import { byKey, type SinkBench } from './suite.ts'

export async function fenced(bench: SinkBench): Promise<undefined> {
  const load = loadOf(sealedBatch('batch-1'), [sample('a')], ['b'])
  const heir = await fencesOut(bench, async (lost) => {
    await lost.commit(load)
    return {
      commit: () => lost.commit(loadOf(sealedBatch('late'), [sample('a')])),
      'commit of a revision': () =>
        lost.commit({ ...load, records: [], counts: { ...load.counts, extracted: 1, loaded: 0 } }),
      exported: () => lost.exported('batch-1', 1, null),
      began: () => lost.began({ runId: 'late', batchId: 'late', mode: 'run', startedAt: T0 }),
      ended: () => lost.ended(reportOf('late')),
    }
  })
  same(await heir.find('late'), undefined, 'what is found of a batch that came late')
  same((await heir.find('batch-1'))?.revision, 1, 'the revision of the batch that came in time')
  same((await heir.unexported()).length, 1, 'issue files that are owed')
}

function reportOf(batchId: string): RunReport {
  return {
    status: 'published',
    pipeline: 'markets',
    batchId,
    attempt: 1,
    revision: 1,
    runId: batchId,
    pages: 1,
    requested: 1,
    missing: 0,
    extracted: 1,
    loaded: 1,
    quarantined: 0,
    duplicates: 0,
    warnings: 0,
    findings: {},
    gates: {},
    apiCalls: 1,
    retries: 0,
    extractedAt: T0,
    startedAt: T0,
    finishedAt: T0,
    durationMs: 1,
    issueFile: null,
    error: null,
    exitCode: 0,
  }
}

const WIDER: Dataset<Sample> = {
  ...SAMPLES,
  version: 2,
  fields: {
    ...SAMPLES.fields,
    weight: { type: 'real', nullable: true, doc: 'How heavy it is.' },
    origin: { type: 'text', nullable: true, slow: true, doc: 'Where it comes from.' },
  },
}

export async function newFieldLosesNothing(bench: SinkBench): Promise<undefined> {
  const old = loadOf(sealedBatch('batch-1'), [sample('a'), sample('b')], ['c'])
  const first = await bench.open()
  await first.commit(old)
  await close(first)
  const session = bench.keepOpen(await bench.connect(bench.folder, bench.contextOf(), WIDER))
  const found = (await bench.historyOf(session, old.batch)).map((record) => ({
    weight: null,
    origin: null,
    ...record,
  }))
  const nulls = byKey([sample('a'), sample('b')]).map((record) => ({ weight: null, origin: null, ...record }))
  same(found, nulls, 'the records from before there was the field')
  same((await quarantineOf(session, 'batch-1')).length, 1, 'the number of quarantine entries from before')
  const wide = { ...sample('a'), weight: 1e-18, origin: "o'clock" }
  const batch = sealedBatch('batch-2', { extractedAt: T0 + 60_000 })
  await session.commit(loadOf(batch, [wide]))
  same(await bench.historyOf(session, batch), [wide], 'a record with the field')
  same((await session.commit(old)).revision, 1, 'the revision of the old batch, replayed to the same')
}

const NO_MODULE: Skip = { reason: 'the suite was given no module to run in a process of its own' }
/** When a child is killed: so many milliseconds after it said that its third batch is committed. */
const MOMENTS_MS = [0, 2, 8, 30]

export async function killLeavesWhole(bench: SinkBench): Promise<Skip | undefined> {
  const { module } = bench.suite
  if (module === undefined) return NO_MODULE
  for (const afterMs of MOMENTS_MS) {
    const place = await bench.elsewhere()
    const { folder } = place
    const { kept, refused } = await runChild({ kind: 'sink', module, folder, kill: { step: 3, afterMs } })
    keep(refused === undefined, `before it could be killed, it ${refused}`)
    await goesOn(place, kept)
    await close(place)
  }
  return undefined
}

export async function fullDiskLeavesWhole(bench: SinkBench): Promise<Skip | undefined> {
  const { folder, suite } = bench
  const { module } = suite
  if (module === undefined) return NO_MODULE
  if (process.platform === 'win32') return { reason: 'files of a process cannot be limited on Windows' }
  const { kept, refused } = await runChild({ kind: 'sink', module, folder, full: true })
  if (refused === undefined) return { reason: 'nothing that it writes reached the limit of a file' }
  keep(
    /^refused store\.\w+ 74$/.test(refused),
    `when no more could be written, it ${refused}, and should be refused store.* 74`,
  )
  await goesOn(bench, kept)
  return undefined
}

/** What a process that is gone said was committed is there and whole, what else is there is whole, and the next goes on. */
async function goesOn(bench: SinkBench, kept: number): Promise<void> {
  const session = await bench.open()
  const there = new Set((await session.committed()).map(({ batchId }) => batchId))
  for (let step = 1; step <= Math.min(kept + 2, CHILD_STEPS); step++) {
    const load = childLoad(step)
    const whole = step <= kept || there.has(childBatchId(step))
    const told = `batch ${step}, of which ${kept} were said to be committed`
    same(there.has(childBatchId(step)), whole, `whether the ledger has ${told}`)
    const expected = whole ? byKey(load.records.map(({ record }) => record)) : []
    const found = await bench.recordsOf(session, load.batch)
    same(found.length, expected.length, `the number of records of ${told}`)
    same(found, expected, `the records of ${told}`)
    same((await quarantineOf(session, load.batch.batchId)).length, whole ? 1 : 0, `the quarantine of ${told}`)
  }
  const next = childLoad(there.size + 1)
  same((await session.commit(next)).changed, true, 'whether the next batch is committed')
  same((await bench.recordsOf(session, next.batch)).length, next.records.length, 'the number of its records')
}

export async function errorsSayWhatToDo(bench: SinkBench): Promise<undefined> {
  const file = join(bench.folder, 'a-file')
  await writeFile(file, 'not a folder')
  const error = await refuses('a place below a file', () =>
    bench.connect(join(file, 'sub'), bench.contextOf()),
  )
  keep(
    /^(store|config)\./.test(error.code) && Object.hasOwn(ERRORS, error.code),
    `the code is ${brief(error.code)}`,
  )
  keep(error.recovery !== 'retry', `the error ${error.code} says to try again, which mends nothing`)
}
