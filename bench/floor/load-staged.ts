import { openFloor } from './database.ts'
import { loader } from './snapshot.ts'
import { stagedPages } from './staged-pages.ts'

/** Loads every batch that is staged and not yet judged: unpack, check, parse, sift out zombies, insert. */
export function floorLoadStaged(path: string): void {
  const db = openFloor(path)
  const batches = db.prepare<[], { batch_no: number; batch_id: string; extracted_at: string }>(
    `select batch_no, batch_id, extracted_at from batches where state = 'sealed' order by batch_no`,
  )
  const [load, pages] = [loader(db), stagedPages(db)]
  for (const { batch_no: batch, batch_id: id, extracted_at: time } of batches.all()) {
    load(
      batch,
      Array.from(pages(id), ([, coins]) => coins),
      time,
    )
  }
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}
