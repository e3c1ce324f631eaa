import type { FieldValue } from '@tamis/core'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { parquetPieces } from '../src/export/parquet.ts'
import type { ExportColumn } from '../src/export/table.ts'

const COLUMNS: readonly ExportColumn[] = [
  { name: 'name', type: 'text' },
  { name: 'price', type: 'real' },
  { name: 'rank', type: 'integer' },
  { name: 'seen_at', type: 'timestamp' },
  { name: 'spark', type: 'json' },
  { name: 'page', type: 'count' },
]

function fileOf(rows: Iterable<readonly FieldValue[]>, notes = {}): { file: ArrayBuffer; pieces: number } {
  const pieces = [...parquetPieces({ columns: COLUMNS, rows }, notes)]
  const bytes = Buffer.concat(pieces)
  return {
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    pieces: pieces.length,
  }
}

test('values come back as they were, nulls and empty text apart', async () => {
  const { file } = fileOf([
    ['=1+1', -0.1, 1, '2026-11-20T05:00:00.123Z', '{"price":[1]}', 1],
    ['', 1e-300, 2 ** 40, '1969-12-31T23:59:59.999Z', null, 2],
    [null, Number.POSITIVE_INFINITY, null, null, '', 3],
    ['\u202e比特币 🚀\n"', null, -1, '2262-01-01T00:00:00.000Z', null, 4],
  ])
  expect(await parquetReadObjects({ file })).toEqual([
    {
      name: '=1+1',
      price: -0.1,
      rank: 1n,
      seen_at: new Date('2026-11-20T05:00:00.123Z'),
      spark: '{"price":[1]}',
      page: 1,
    },
    {
      name: '',
      price: 1e-300,
      rank: 2n ** 40n,
      seen_at: new Date('1969-12-31T23:59:59.999Z'),
      spark: null,
      page: 2,
    },
    { name: null, price: Number.POSITIVE_INFINITY, rank: null, seen_at: null, spark: '', page: 3 },
    {
      name: '\u202e比特币 🚀\n"',
      price: null,
      rank: -1n,
      seen_at: new Date('2262-01-01T00:00:00.000Z'),
      spark: null,
      page: 4,
    },
  ])
})

test('types are those of the fields: UTC timestamps, 64-bit ranks, doubles, UTF-8', () => {
  const { file } = fileOf([], { 'tamis.dataset': 'coins' })
  const { schema, num_rows, key_value_metadata } = parquetMetadata(file)
  const types = schema.slice(1).map(({ name, type, logical_type, repetition_type }) => {
    const detail =
      logical_type?.type === 'TIMESTAMP' ? `${logical_type.unit} ${logical_type.isAdjustedToUTC}` : ''
    return [name, type, logical_type?.type ?? '', detail, repetition_type].join(' ')
  })
  expect(types).toEqual([
    'name BYTE_ARRAY STRING  OPTIONAL',
    'price DOUBLE   OPTIONAL',
    'rank INT64   OPTIONAL',
    'seen_at INT64 TIMESTAMP MILLIS true OPTIONAL',
    'spark BYTE_ARRAY STRING  OPTIONAL',
    'page INT32   REQUIRED',
  ])
  expect(num_rows).toBe(0n)
  expect(key_value_metadata).toEqual([{ key: 'tamis.dataset', value: 'coins' }])
})

test('rows are taken a group at a time, and no row is lost between groups', async () => {
  let taken = 0
  const rows = (function* () {
    for (; taken < 45_000; taken++) yield [`coin ${taken}`, taken / 3, taken, null, null, taken]
  })()
  const pieces = parquetPieces({ columns: COLUMNS, rows })
  const first = pieces.next().value
  expect(taken).toBe(10_000 - 1)
  const bytes = Buffer.concat([first ?? new Uint8Array(), ...pieces])
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
  expect(parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
    10_000, 10_000, 10_000, 10_000, 5000,
  ])
  const read = await parquetReadObjects({ file, columns: ['page', 'price'] })
  expect(read.every(({ page, price }, at) => page === at && price === at / 3)).toBe(true)
  expect(read).toHaveLength(45_000)
})
