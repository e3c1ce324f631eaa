import { isoTime, type QuarantineEntry } from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { findingsText, parseFindings } from './findings.ts'

/** What was said of a record that is kept out. */
export interface KeptJudgement {
  readonly page: number
  readonly position: number
  readonly key: string | null
  readonly findings: string
  readonly status: 'open' | 'released'
  readonly released_by: string | null
}

export interface KeptEntry extends KeptJudgement {
  readonly record: string
}

/** What a commit would do to the quarantine of a batch. */
export interface QuarantineChanges {
  readonly added: readonly QuarantineEntry[]
  readonly reopened: readonly QuarantineEntry[]
  /** Still kept out, with other findings. */
  readonly judgedAnew: readonly QuarantineEntry[]
  readonly released: readonly KeptJudgement[]
}

/** By whom entries are released that pass when their batch is judged again. */
export const BY_REPLAY = 'replay'

const AT_ONCE = 200

/** The quarantine of batches. Every method that writes belongs inside a transaction. */
export class QuarantineTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** By page and position, without the records, as those of a market take up much. */
  judgements(batchNo: number): readonly KeptJudgement[] {
    const sql = `select page, position, key, findings, status, released_by from quarantine_entries
      where batch_no = ? order by page, position`
    return this.#db.prepare<[number], KeptJudgement>(sql).all(batchNo)
  }

  find(batchNo: number, { page, position }: Placed): KeptEntry | undefined {
    const sql = `select page, position, key, findings, record, status, released_by from quarantine_entries
      where batch_no = ? and page = ? and position = ?`
    return this.#db.prepare<[number, number, number], KeptEntry>(sql).get(batchNo, page, position)
  }

  /** Open entries by page and position, a few at a time: nothing else could use the connection while it iterates. */
  *open(batchNo: number): Generator<KeptEntry> {
    const next = this.#db.prepare<[number, number, number], KeptEntry>(
      `select page, position, key, findings, record, status, released_by from quarantine_entries
       where batch_no = ? and (page, position) > (?, ?) and status = 'open' order by page, position limit ${AT_ONCE}`,
    )
    let last: Placed | undefined = { page: -1, position: -1 }
    while (last !== undefined) {
      const entries: readonly KeptEntry[] = next.all(batchNo, last.page, last.position)
      yield* entries
      last = entries.length < AT_ONCE ? undefined : entries.at(-1)
    }
  }

  countOpen(batchNo: number): number {
    const sql = `select count(*) from quarantine_entries where batch_no = ? and status = 'open'`
    return this.#db.prepare<[number], number>(sql).pluck().get(batchNo) ?? 0
  }

  apply(batchNo: number, revision: number, at: number, changes: QuarantineChanges): void {
    this.#insert(batchNo, revision, at, changes.added)
    for (const entry of [...changes.reopened, ...changes.judgedAnew]) {
      this.note(batchNo, entry, { revision, at, status: 'open', by: BY_REPLAY, note: null })
      this.#db
        .prepare(
          `update quarantine_entries set status = 'open', revision = ?, findings = ?, record = ?, key = ?,
             released_at = null, released_by = null, note = null
           where batch_no = ? and page = ? and position = ?`,
        )
        .run(
          revision,
          findingsText(entry.findings),
          entry.record,
          entry.key,
          batchNo,
          entry.page,
          entry.position,
        )
    }
    for (const entry of changes.released)
      this.release(batchNo, entry, { revision, at, by: BY_REPLAY, note: null })
  }

  /** What was rejected counts from the first publication on as quarantined by it. */
  adopt(batchNo: number, revision: number): void {
    this.#db
      .prepare('update quarantine_entries set revision = ? where batch_no = ? and revision = 0')
      .run(revision, batchNo)
  }

  release(batchNo: number, place: Placed, change: Omit<Change, 'status'>): void {
    this.note(batchNo, place, { ...change, status: 'released' })
    this.#db
      .prepare(
        `update quarantine_entries set status = 'released', released_at = ?, released_by = ?, note = ?
         where batch_no = ? and page = ? and position = ?`,
      )
      .run(isoTime(change.at), change.by, change.note, batchNo, place.page, place.position)
  }

  /** Adds to the history of an entry, with its findings as they are before the change. */
  note(batchNo: number, { page, position }: Placed, { revision, at, status, by, note }: Change): void {
    this.#db
      .prepare(
        `insert into quarantine_events (batch_no, page, position, revision, changed_at, status, by, note, findings_before)
         select batch_no, page, position, ?, ?, ?, ?, ?, findings from quarantine_entries
         where batch_no = ? and page = ? and position = ?`,
      )
      .run(revision, isoTime(at), status, by, note, batchNo, page, position)
  }

  #insert(batchNo: number, revision: number, at: number, entries: readonly QuarantineEntry[]): void {
    const insert = this.#db.prepare(
      `insert into quarantine_entries (batch_no, page, position, key, revision, findings, record, status, quarantined_at)
       values (?, ?, ?, ?, ?, ?, ?, 'open', ?)`,
    )
    const time = isoTime(at)
    for (const { page, position, key, findings, record } of entries) {
      insert.run(batchNo, page, position, key, revision, findingsText(findings), record, time)
    }
  }
}

interface Placed {
  readonly page: number
  readonly position: number
}

export interface Change {
  readonly revision: number
  readonly at: number
  readonly status: 'open' | 'released'
  readonly by: string
  readonly note: string | null
}

export function toEntry({ page, position, key, findings, record }: KeptEntry): QuarantineEntry {
  return { page, position, key, findings: parseFindings(findings), record }
}

/** How a quarantine differs from what is kept. */
export function compareQuarantine(
  kept: readonly KeptJudgement[],
  entries: readonly QuarantineEntry[],
): QuarantineChanges {
  const before = new Map(kept.map((entry) => [placeText(entry), entry]))
  const added: QuarantineEntry[] = []
  const reopened: QuarantineEntry[] = []
  const judgedAnew: QuarantineEntry[] = []
  for (const entry of entries) {
    const old = before.get(placeText(entry))
    if (old === undefined) added.push(entry)
    else if (old.status === 'released') reopened.push(entry)
    else if (old.findings !== findingsText(entry.findings)) judgedAnew.push(entry)
    before.delete(placeText(entry))
  }
  const released = [...before.values()].filter((entry) => entry.status === 'open')
  return { added, reopened, judgedAnew, released }
}

export function placeText({ page, position }: Placed): string {
  return `${page}:${position}`
}
