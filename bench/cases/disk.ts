import Database from 'better-sqlite3'
import type { Result } from '../harness/result.ts'

const RUNS_A_YEAR = 730
const GB = 1000 ** 3

/** Bytes on disk after so many snapshots, as a year of two a day. The quarantine is told apart. */
export function disk(path: string, snapshots: number): readonly Result[] {
  const db = new Database(path, { readonly: true })
  const bytes = (filter: string): number =>
    db.prepare<[], number>(`select coalesce(sum(pgsize), 0) from dbstat where ${filter}`).pluck().get() ?? 0
  const all = bytes('true')
  const quarantine = bytes(`name like 'quarantine%' or name like 'sqlite_autoindex_quarantine%'`)
  db.close()
  const year = (part: number): number => ((part / snapshots) * RUNS_A_YEAR) / GB
  const detail = `projected from ${snapshots} snapshots`
  return [
    {
      name: 'a year on disk: staged bytes and final rows',
      value: year(all - quarantine),
      unit: 'GB',
      budget: 5,
      detail,
    },
    { name: 'a year on disk: quarantine', value: year(quarantine), unit: 'GB', budget: null, detail },
  ]
}
