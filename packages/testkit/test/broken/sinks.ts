import { join } from 'node:path'
import type { CommittedBatch, Load, RunContext, Sink, SinkSession } from '@tamis/core'
import type { Sample, SinkPromise, SinkSuite } from '@tamis/testkit'
import { memoryStore } from '../../src/memory-store/index.ts'
import type { Committed } from '../../src/memory-store/state.ts'
import { fileDisk, fileStore, unmappedStore } from '../support/file-store.ts'

type Session = SinkSession<Sample>
type Parts = Partial<Session>
type Change = (good: Session, place: Place) => Parts

interface Place {
  readonly folder: string
  readonly context: RunContext
}

/** For each promise a sink that keeps all the others, as far as they can be kept without it. */
export const BROKEN_SINKS: Readonly<Record<SinkPromise, SinkSuite>> = {
  'it describes itself': { sink: (folder) => ({ ...fileStore(folder).sink, name: 'My sink' }) },
  'a batch is published with every record': loading((load) => {
    return counted({ ...load, records: load.records.slice(0, 1000) })
  }),
  'every value comes back as it was': recording((record) => {
    return { ...record, amount: record.amount === null ? null : Math.fround(record.amount) }
  }),
  'what it cannot keep it refuses': recording((record) => JSON.parse(JSON.stringify(record))),
  'names are only names': recording((record) => ({
    ...record,
    sample_id: record.sample_id.normalize('NFC'),
  })),
  'committing the same again changes nothing': changed(({ commit }) => ({
    commit: async (load, options) => ({ ...(await commit(load, options)), changed: true }),
  })),
  'a change is the next revision': changed(({ commit }) => ({
    async commit(load, options) {
      const receipt = await commit(load, options)
      return { ...receipt, difference: { ...receipt.difference, changed: [] } }
    },
  })),
  'a dry run writes nothing': changed(({ commit }) => ({ commit: (load) => commit(load) })),
  'what does not add up is refused': loading((load) => counted(load)),
  'a commit that fails leaves nothing': changed(({ commit }) => ({
    async commit(load, options) {
      // One record after the other, as fast as they come.
      const receipts = []
      for (let count = 1; count <= load.records.length; count++) {
        receipts.push(await commit(counted({ ...load, records: load.records.slice(0, count) }), options))
      }
      return receipts.at(-1) ?? commit(load, options)
    },
  })),
  'a crash leaves a batch whole or absent': changed(inTwoSteps),
  'a killed process leaves a batch whole or absent': {
    sink: writeBehind,
    module: new URL('./write-behind-sink.ts', import.meta.url),
  },
  'a disk that is full leaves a batch whole or absent': {
    sink: (folder) => unmappedStore(folder).sink,
    module: new URL('./unmapped-sink.ts', import.meta.url),
  },
  'a rejected batch shows no record': loading((load) => ({ ...load, outcome: 'published' })),
  'a published batch is not taken back': changed(({ commit, find }) => ({
    async commit(load, options) {
      const found = await find(load.batch.batchId)
      return commit(found?.state === 'published' ? { ...load, outcome: 'published' } : load, options)
    },
  })),
  'the quarantine keeps records as they were received': loading((load) => {
    const quarantine = load.quarantine.map((entry) => ({
      ...entry,
      record: JSON.stringify(JSON.parse(entry.record)),
    }))
    return { ...load, quarantine }
  }),
  'a record that passes now is released': changed(({ commit }) => ({
    async commit(load, options) {
      const receipt = await commit(load, options)
      return { ...receipt, difference: { ...receipt.difference, released: [] } }
    },
  })),
  'a release by hand is honoured': {
    sink: (folder) =>
      wrapped(folder, ({ release }) => ({
        async release(wanted) {
          const receipt = await release?.(wanted)
          amend(folder, wanted.batchId, (kept) => ({ ...kept, letThrough: [] }))
          return receipt as NonNullable<typeof receipt>
        },
      })),
  },
  'ids are compared without case': changed(({ find }) => ({
    async find(batchId) {
      const found = await find(batchId)
      return found?.batchId === batchId ? found : undefined
    },
  })),
  'committed batches come by time': changed(({ committed }) => ({
    committed: async () => [...(await committed())].sort(byName),
  })),
  'history looks back only': changed(({ history }) => ({
    history: (batch, depth) => history({ ...batch, extractedAt: Number.MAX_SAFE_INTEGER }, depth),
  })),
  'earlier batches tell what gates measured': changed(({ earlier }) => ({
    earlier: async (batch, limit) => (await earlier(batch, limit)).map((entry) => ({ ...entry, gates: [] })),
  })),
  'an issue file is owed until it is written': changed(({ exported, find }) => ({
    async exported(batchId, _revision, sha256) {
      await exported(batchId, (await find(batchId))?.revision ?? 0, sha256)
    },
  })),
  'one run at a time': opening((folder) => fileStore(folder).sink, { runId: 'any' }),
  'another pipeline runs beside it': opening((folder) => fileStore(folder).sink, { pipeline: 'all' }),
  'a run that lost its lease writes nothing': changed(({ exported }) => ({
    exported: (...given) => exported(...given).catch(() => undefined),
  })),
  'a later run finds everything': { sink: () => memoryStore().sink },
  'a new field loses nothing': {
    sink: (folder) => ({
      name: 'broken',
      open: (dataset, context) => fileStore(join(folder, `v${dataset.version}`)).sink.open(dataset, context),
    }),
  },
  'errors say what to do': { sink: (folder) => unmappedStore(folder).sink },
}

/** Commits a batch without its quarantine, says that it is done, and adds the rest when it is called again. */
export function writeBehind(folder: string): Sink<Sample> {
  return wrapped(folder, ({ commit }) => {
    const owed: Load<Sample>[] = []
    return {
      async commit(load, options) {
        for (const rest of owed.splice(0)) await commit(rest)
        owed.push(load)
        return commit(counted({ ...load, quarantine: [] }), options)
      },
    }
  })
}

/** Puts the quarantine into place after the records, in a transaction of its own. */
function inTwoSteps({ commit }: Session, { folder, context }: Place): Parts {
  return {
    async commit(load, options) {
      const receipt = await commit(counted({ ...load, quarantine: [] }), options)
      context.failpoint('quarantine')
      amend(folder, load.batch.batchId, ({ batch, ...kept }) => {
        return { ...kept, batch: { ...batch, counts: load.counts }, quarantine: load.quarantine }
      })
      return receipt
    },
  }
}

function amend(folder: string, batchId: string, change: (kept: Committed) => Committed): void {
  const disk = fileDisk(folder)
  const state = disk.read()
  const committed = state.committed.map((kept) => (kept.batch.batchId === batchId ? change(kept) : kept))
  disk.write({ ...state, committed })
}

/** The load with the counts that fit what it holds, each place once. */
function counted(load: Load<Sample>): Load<Sample> {
  const records = load.records.filter(({ record }, at) => {
    return load.records.findIndex((other) => other.record.sample_id === record.sample_id) === at
  })
  const taken = new Set(records.map(({ page, position }) => `${page}:${position}`))
  const quarantine = load.quarantine.filter(({ page, position }) => !taken.has(`${page}:${position}`))
  const [loaded, quarantined, duplicates] = [records.length, quarantine.length, load.duplicates.length]
  const counts = { extracted: loaded + quarantined + duplicates, loaded, quarantined, duplicates }
  return { ...load, records, quarantine, counts }
}

function byName(a: CommittedBatch, b: CommittedBatch): number {
  return a.batchId < b.batchId ? 1 : -1
}

function loading(change: (load: Load<Sample>) => Load<Sample>): SinkSuite {
  return changed(({ commit }) => ({ commit: (load, options) => commit(change(load), options) }))
}

function recording(change: (record: Sample) => Sample): SinkSuite {
  return loading((load) => {
    return { ...load, records: load.records.map((placed) => ({ ...placed, record: change(placed.record) })) }
  })
}

function opening(sink: (folder: string) => Sink<Sample>, parts: Partial<RunContext>): SinkSuite {
  return {
    sink: (folder) => ({
      name: 'broken',
      open: (dataset, context) => sink(folder).open(dataset, { ...context, ...parts }),
    }),
  }
}

function changed(change: Change): SinkSuite {
  return { sink: (folder) => wrapped(folder, change) }
}

function wrapped(folder: string, change: Change): Sink<Sample> {
  return {
    name: 'broken',
    async open(dataset, context) {
      const session = await fileStore(folder).sink.open(dataset, context)
      const good: Session = {
        find: (batchId) => session.find(batchId),
        committed: () => session.committed(),
        earlier: (...given) => session.earlier(...given),
        history: (...given) => session.history(...given),
        commit: (...given) => session.commit(...given),
        release: (release) => session.release?.(release) as ReturnType<NonNullable<Session['release']>>,
        quarantined: (batchId) => session.quarantined(batchId),
        unexported: () => session.unexported(),
        exported: (...given) => session.exported(...given),
        began: (run) => session.began(run),
        ended: (report) => session.ended(report),
        [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
      }
      return { ...good, ...change(good, { folder, context }) }
    },
  }
}
