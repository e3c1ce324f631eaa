import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { testSink } from '@tamis/testkit'
import { expect, test } from 'vitest'
import jsonLinesSink from '../src/index.ts'
import inFolder from './in-folder.ts'

/** As somebody reads a file who knows nothing of this code. */
async function readRecords(folder: string, batchId: string) {
  const path = join(folder, 'batches', `${batchId.toLowerCase()}.jsonl`)
  const text = await readFile(path, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line !== '')
  const records = lines.flatMap((line) => JSON.parse(line).record ?? [])
  return records.map((record) => ({ ...record, amount: BEYOND.get(record.amount) ?? record.amount }))
}

/** Numbers that JSON has not. */
const BEYOND = new Map([Infinity, -Infinity, NaN].map((number) => [String(number), number]))

testSink({
  sink: inFolder,
  // To let a record through by hand is for a database.
  capabilities: { release: false },
  module: new URL('in-folder.ts', import.meta.url),
  read: readRecords,
})

test('a path that is none is a problem of the configuration', () => {
  expect(() => jsonLinesSink({} as never)).toThrow('path: is missing')
  expect(() => jsonLinesSink({ path: '' })).toThrow('path: must be the path of a folder')
})
