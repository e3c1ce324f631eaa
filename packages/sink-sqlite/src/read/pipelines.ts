import { type Owner, systemOwner, TamisError } from '@tamis/core'
import { ownerAlive } from '@tamis/core/files'
import type { Database } from 'better-sqlite3'
import { type Layout, type LayoutField, layout } from '../schema/layout.ts'

/** The pipelines that ever wrote to the database, by name. */
export function pipelineNames(db: Database): readonly string[] {
  return db.prepare<[], string>('select pipeline from leases order by pipeline').pluck().all()
}

/**
 * The pipeline that is meant: the one named, or the only one.
 *
 * @throws TamisError `usage.invalid` listing them.
 */
export function choosePipeline(db: Database, name?: string): string {
  const names = pipelineNames(db)
  const [only] = names
  if (name === undefined && names.length === 1 && only !== undefined) return only
  if (name !== undefined && names.includes(name)) return name
  if (names.length === 0) {
    throw new TamisError('usage.invalid', {
      message: 'No pipeline has written to the database yet',
      hint: 'Make a first batch with `tamis run`.',
    })
  }
  const asked = name === undefined ? 'Which pipeline?' : `No pipeline ${JSON.stringify(name)}:`
  throw new TamisError('usage.invalid', {
    message: `${asked} there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`,
    hint: 'Name one with --pipeline.',
  })
}

/** How a dataset is laid out, as the tables have it. @throws TamisError `usage.invalid` for one that is not there. */
export function layoutIn(db: Database, dataset: string): Layout {
  interface Row {
    readonly key: string
    readonly fields: string
  }
  const row = db.prepare<[string], Row>('select key, fields from datasets where dataset = ?').get(dataset)
  if (row !== undefined) return layout(dataset, row.key, JSON.parse(row.fields) as LayoutField[])
  throw new TamisError('usage.invalid', { message: `The database holds no records of ${dataset}` })
}

/** Who runs a pipeline now, as far as the lease says and, on this host, the process still lives. */
export interface Holder {
  readonly owner: Owner
  readonly runId: string
  readonly since: number
  readonly expiresAt: number
}

export function holderOf(db: Database, pipeline: string): Holder | null {
  interface Row {
    readonly owner: string | null
    readonly run_id: string
    readonly taken_at: string
    readonly expires_at: string
  }
  const row = db.prepare<[string], Row>('select * from leases where pipeline = ?').get(pipeline)
  if (row === undefined || row.owner === null) return null
  const owner = JSON.parse(row.owner) as Owner
  if (ownerAlive(owner, systemOwner()) === 'dead') return null
  return {
    owner,
    runId: row.run_id,
    since: Date.parse(row.taken_at),
    expiresAt: Date.parse(row.expires_at),
  }
}
