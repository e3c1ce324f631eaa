import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { RowCodec } from '../src/load/row-codec.ts'
import { Rows } from '../src/load/rows.ts'
import { layoutOf } from '../src/schema/layout.ts'
import { coin, coins } from './support/coins.ts'
import { databasePath, loadOf, openSession, sealedBatch } from './support/session.ts'

test('a place that holds both a row and an open quarantine entry is found, whoever put them there', async () => {
  const path = databasePath()
  const session = await openSession(path)
  const batch = await sealedBatch(session, 'b1')
  await session.sink.commit(loadOf(batch, [coin('a'), coin('b')], ['c']))
  await session.close()
  const db = new Sqlite(path)
  onTestFinished(() => void db.close())
  const rows = new Rows(db, new RowCodec(layoutOf(coins)))
  expect(rows.countInBoth(1)).toBe(0)
  const places = 'select page, position from coins_rows limit 1'
  db.exec(`update quarantine_entries set (page, position) = (${places})`)
  expect(rows.countInBoth(1)).toBe(1)
  db.exec(`update quarantine_entries set status = 'released', released_at = quarantined_at`)
  expect(rows.countInBoth(1)).toBe(0)
})
