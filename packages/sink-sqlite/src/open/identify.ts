import { TamisError } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { SCHEMA_VERSION } from '../schema/migrations.ts'
import { APPLICATION_ID } from './pragmas.ts'

/** The schema version of a file of tamis; 0 for one that holds nothing yet. */
export type SchemaVersion = number

/**
 * Says what a file is, by reading only.
 *
 * @throws TamisError `store.foreign`, `store.newer`, `store.corrupt`; errors of SQLite as they are.
 */
export function identify(db: Database, path: string): SchemaVersion {
  db.pragma('trusted_schema = OFF')
  const application = Number(db.pragma('application_id', { simple: true }))
  const version = Number(db.pragma('user_version', { simple: true }))
  const objects = db.prepare<[], number>('select count(*) from sqlite_schema').pluck().get() ?? 0
  if (application === 0 && version === 0 && objects === 0) return 0
  if (application !== APPLICATION_ID) {
    const id = `0x${(application >>> 0).toString(16)}`
    const held = objects === 1 ? 'one table or other object' : `${objects} tables or other objects`
    throw new TamisError('store.foreign', {
      message: `${path} holds ${held} of another program (application id ${id})`,
    })
  }
  if (version > SCHEMA_VERSION) {
    throw new TamisError('store.newer', {
      message: `${path} has schema version ${version}, and this tamis knows up to ${SCHEMA_VERSION}`,
    })
  }
  if (version < 1) {
    throw new TamisError('store.corrupt', {
      message: `${path} says it is of tamis but has no schema version`,
    })
  }
  requireTables(db, path)
  return version
}

/** `create table if not exists` is content with a view of the name, and so would be whoever planted one. */
function requireTables(db: Database, path: string): void {
  const tables = new Set(
    db.prepare<[], string>(`select name from sqlite_schema where type = 'table'`).pluck().all(),
  )
  const lacking = ['batches', 'leases', 'runs', 'revisions', 'datasets', 'quarantine_entries'].filter(
    (name) => !tables.has(name),
  )
  if (lacking.length === 0) return
  throw new TamisError('store.corrupt', { message: `${path} lacks its tables ${lacking.join(', ')}` })
}
