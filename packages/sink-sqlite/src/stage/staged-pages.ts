import {
  type Batch,
  isoTime,
  type Page,
  type PageRequest,
  type StagedPage,
  sha256,
  TamisError,
} from '@tamis/core'
import type { Database } from 'better-sqlite3'
import { quoted } from '../schema/identifier.ts'
import { stagedTable } from '../schema/layout.ts'
import type { StoreConnection } from '../store-connection.ts'
import { type Packed, packedPage, Unpacker } from './packed-page.ts'

export interface StagedRow {
  readonly batch_id: string
  readonly attempt: number
  readonly page: number
  readonly extracted_at: string
  readonly request: string
  readonly http_status: number
  readonly http_headers: string
  readonly codec: string
  readonly body: Uint8Array | null
  readonly sha256: string
  readonly bytes: number
}

interface WireRequest {
  readonly url: string
  readonly params: Readonly<Record<string, string>>
}

/** A page with what is stored of it. */
export interface EncodedPage {
  readonly page: Page
  readonly codec: string
  readonly body: Uint8Array
  readonly sha256: string
}

export type StoredPage = Pick<StagedRow, 'sha256'>

export function findPage(store: StoreConnection, batch: Batch, page: number): StoredPage | undefined {
  const sql = `select sha256 from ${tableOf(batch)} where batch_id = ? and attempt = ? and page = ?`
  return store.statement<[string, number, number], StoredPage>(sql).get(batch.batchId, batch.attempt, page)
}

export function insertPage(store: StoreConnection, batch: Batch, encoded: EncodedPage): void {
  const { page, codec, body, sha256: hash } = encoded
  const { url, params } = page.request
  const sql = `insert into ${tableOf(batch)} (batch_id, attempt, page, extracted_at, request, http_status, http_headers, codec, body, sha256, bytes)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  store
    .statement(sql)
    .run(
      batch.batchId,
      batch.attempt,
      page.request.page,
      isoTime(page.fetchedAt),
      JSON.stringify({ url, params } satisfies WireRequest),
      page.status,
      JSON.stringify(page.headers),
      codec,
      body,
      hash,
      page.body.byteLength,
    )
}

export function pageNumbers(db: Database, batch: Batch): readonly number[] {
  const sql = `select page from ${tableOf(batch)} where batch_id = ? and attempt = ? order by page`
  return db.prepare<[string, number], number>(sql).pluck().all(batch.batchId, batch.attempt)
}

/** The page, checked against its hash. @throws TamisError `page.pruned`, `page.damaged`. */
export function readPage(store: StoreConnection, batch: Batch, page: number, unpacker: Unpacker): StagedPage {
  const sql = `select * from ${tableOf(batch)} where batch_id = ? and attempt = ? and page = ?`
  const row = store
    .statement<[string, number, number], StagedRow>(sql)
    .get(batch.batchId, batch.attempt, page)
  if (row === undefined) throw damaged(batch.batchId, page, 'it is gone')
  return toStagedPage(row, unpacker)
}

function toStagedPage(row: StagedRow, unpacker: Unpacker): StagedPage {
  const packed = requireBody(row)
  requireSame(row, packed, unpacker)
  const { url, params } = JSON.parse(row.request) as WireRequest
  const request: PageRequest = { page: row.page, kind: row.page === 0 ? 'listing' : 'records', url, params }
  const page = {
    request,
    status: row.http_status,
    headers: JSON.parse(row.http_headers) as StagedPage['headers'],
    fetchedAt: Date.parse(row.extracted_at),
    batchId: row.batch_id,
    attempt: row.attempt,
    sha256: row.sha256,
  }
  return packedPage(page, packed, unpacker)
}

type StoredBody = Pick<StagedRow, 'batch_id' | 'page' | 'codec' | 'body' | 'sha256' | 'bytes'>

/** The exact bytes, checked against their hash. @throws TamisError `page.pruned`, `page.damaged`. */
export function bodyOf(row: StoredBody): Uint8Array {
  return requireSame(row, requireBody(row), new Unpacker())
}

function requireBody({ batch_id, page, body, codec, bytes }: StoredBody): Packed {
  if (body !== null) return { body, codec, bytes }
  throw new TamisError('page.pruned', { message: `Page ${page} of ${batch_id} was pruned` })
}

function requireSame(row: StoredBody, packed: Packed, unpacker: Unpacker): Uint8Array {
  let body: Uint8Array
  try {
    body = unpacker.unpack(packed)
  } catch (cause) {
    throw damaged(row.batch_id, row.page, `its ${row.codec} bytes cannot be read`, cause)
  }
  if (sha256(body) !== row.sha256)
    throw damaged(row.batch_id, row.page, 'its bytes do not match their sha256')
  return body
}

/** The tables of raw pages, one a dataset. */
export function stagedTables(db: Database): readonly string[] {
  const sql = `select name from sqlite_schema where type = 'table' and name like 'stg\\_%' escape '\\' order by name`
  return db.prepare<[], string>(sql).pluck().all()
}

function damaged(batchId: string, page: number, why: string, cause?: unknown): TamisError {
  return new TamisError('page.damaged', {
    message: `Staged page ${page} of ${batchId} is damaged: ${why}`,
    cause,
  })
}

function tableOf(batch: Batch): string {
  return quoted(stagedTable(batch.dataset))
}
