import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { testSink } from '@tamis/testkit'
import { expect, test } from 'vitest'
import jsonLinesSink from '../src/index.ts'
import inFolder from './in-folder.ts'

testSink({
  sink: inFolder,
  // To let a record through by hand is for a database.
  capabilities: { release: false },
  module: new URL('in-folder.ts', import.meta.url),
  read: async (folder, batchId) => {
    const text = await readFile(join(folder, 'batches', `${batchId}.jsonl`), 'utf8').catch(() => '')
    const lines = text.split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line)).flatMap(({ record }) => record ?? [])
  },
})

test('a path that is none is a problem of the configuration', () => {
  expect(() => jsonLinesSink({} as never)).toThrow('path: is missing')
  expect(() => jsonLinesSink({ path: '' })).toThrow('path: must be the path of a folder')
})
