import {
  isTamisError,
  type Load,
  type Receipt,
  type SinkSession,
  type StagerSession,
  TamisError,
} from '@tamis/core'
import type { Coin, CoinSourceOptions, SimProcess, Transport } from '@tamis/testkit/simulation'
import type { Mutation } from './mutation.ts'
import type { World } from './world.ts'

export interface Mutant extends Mutation {
  readonly name: string
  /** The promise that it breaks. */
  readonly breaks: string
}

/** A sink whose sessions are partly ours. */
function sinkWith(
  change: (session: SinkSession<Coin>, world: World, process: SimProcess) => Partial<SinkSession<Coin>>,
): Pick<Mutation, 'sink'> {
  return {
    sink: (sink, world, process) => ({
      name: sink.name,
      async open(dataset, context) {
        const session = await sink.open(dataset, context)
        return overlaid(session, change(session, world, process))
      },
    }),
  }
}

function stagerWith(
  change: (session: StagerSession, world: World) => Partial<StagerSession>,
): Pick<Mutation, 'stager'> {
  return {
    stager: (stager, world) => ({
      name: stager.name,
      async open(context) {
        const session = await stager.open(context)
        return overlaid(session, change(session, world))
      },
    }),
  }
}

/** An object with some of its methods replaced; the others go on to work on the object itself. */
function overlaid<O extends object>(object: O, changes: Partial<O>): O {
  return new Proxy(object, {
    get(target, name) {
      const source = Reflect.has(changes, name) ? changes : target
      const found: unknown = Reflect.get(source, name, source)
      return typeof found === 'function' ? found.bind(source) : found
    },
  })
}

function transportWith(change: (error: TamisError) => TamisError): Pick<Mutation, 'source'> {
  return {
    source: (options: CoinSourceOptions) => {
      const transport: Transport = (request, context) =>
        options.transport(request, context).catch((error: unknown) => {
          throw isTamisError(error) ? change(error) : error
        })
      return { ...options, transport }
    },
  }
}

const NO_DIFFERENCE = { added: [], removed: [], changed: [], quarantined: [], released: [] }
const linesOf = ({ batch, quarantine }: Load<Coin>): string =>
  quarantine
    .map(({ page, position, key, record }) => {
      const place = { batch_id: batch.batchId, page, position, coin_id: key }
      return `${JSON.stringify(place).slice(0, -1)},"record":${record.replaceAll(/[\r\n]+/g, ' ')}}\n`
    })
    .join('')

/** Mistakes that somebody might make in this code, each of which has to be noticed. */
export const MUTANTS: readonly Mutant[] = [
  { name: 'split transaction', breaks: 'whole batches', splitTransactions: true },
  {
    name: 'no check of the fence',
    breaks: 'one writer',
    changes: (sql, changes) => (sql.startsWith('update leases set renewed_at') ? 1 : changes),
  },
  {
    name: 'files that are not synced',
    breaks: 'issue files',
    files: (files) =>
      overlaid(files, {
        syncDirectory: async () => undefined,
        create: async (path) => ({ ...(await files.create(path)), sync: async () => undefined }),
      }),
  },
  {
    name: 'going on with an old batch',
    breaks: 'raw first',
    ...stagerWith((session, world) => ({
      async find(batchId) {
        const found = await session.find(batchId)
        return found === undefined ? undefined : { ...found, firstPageAt: world.clock.now() }
      },
    })),
  },
  {
    name: 'export before commit',
    breaks: 'issue files',
    ...sinkWith((session, _, process) => ({
      async commit(load, options) {
        const path = `/issue/coins-${load.batch.batchId}.jsonl`
        await process.files.remove(path)
        if (load.quarantine.length > 0 && options?.dryRun !== true) {
          const file = await process.files.create(path)
          await file.write(linesOf(load))
          await file.sync()
          process.failpoint('written')
        }
        return session.commit(load, options)
      },
    })),
  },
  {
    name: 'records before the batch is whole',
    breaks: 'whole batches',
    ...stagerWith((session, world) => ({
      async put(batch, page) {
        const staged = await session.put(batch, page)
        world.store.all(
          `insert into quarantine_entries (batch_no, page, position, revision, findings, record, status, quarantined_at)
           select batch_no, ?, 0, 1, '[]', '{}', 'open', opened_at from batches where batch_id = ? and attempt = ?
           on conflict do nothing returning page`,
          page.request.page,
          batch.batchId,
          batch.attempt,
        )
        return staged
      },
    })),
  },
  {
    name: 'Retry-After ignored',
    breaks: 'patience',
    ...transportWith(({ code, message }) => new TamisError(code as 'source.rate_limited', { message })),
  },
  {
    name: 'retries without a bound',
    breaks: 'patience',
    source: (options) => ({ ...options, retries: 1000, budget: () => ({ take: () => true }) }),
  },
  {
    name: 'duplicates dropped silently',
    breaks: 'conservation',
    ...sinkWith((session) => ({
      commit: (load, options) => {
        const { extracted, duplicates } = load.counts
        const counts = { ...load.counts, extracted: extracted - duplicates, duplicates: 0 }
        return session.commit({ ...load, counts, duplicates: [] }, options)
      },
    })),
  },
  {
    name: 'noted as exported before it is',
    breaks: 'issue files',
    sql: (sql) => sql.replace('exported_revision = null', 'exported_revision = @revision'),
  },
  {
    name: 'a failed commit that is not noticed',
    breaks: 'idempotence',
    ...sinkWith((session) => ({
      async commit(load, options): Promise<Receipt> {
        try {
          return await session.commit(load, options)
        } catch (thrown) {
          if (!isTamisError(thrown) || !thrown.code.startsWith('store.')) throw thrown
          return { revision: 1, changed: true, difference: NO_DIFFERENCE }
        }
      },
    })),
  },
  {
    name: 'a rejected batch that is published',
    breaks: 'idempotence',
    ...sinkWith((session) => ({
      commit: (load, options) => session.commit({ ...load, outcome: 'published' }, options),
    })),
  },
  {
    name: 'a diff that writes',
    breaks: 'replay',
    ...sinkWith((session) => ({ commit: (load) => session.commit(load) })),
  },
  {
    name: 'an error that says its cause',
    breaks: 'secrets stay out',
    ...transportWith(
      (error) =>
        new TamisError(error.code as 'source.leak', {
          message: `${error.message}: ${String(error.cause)}`,
          details: error.details,
        }),
    ),
  },
]
