import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryFiles, platformError, seeded } from '@tamis/testkit/simulation'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { CommittedBatch, Files, QuarantineEntry, SinkSession } from '../src/index.ts'
import { systemFiles, TamisError } from '../src/index.ts'
import { clearIssues, exportIssues, prepareIssues } from '../src/load/issue-file.ts'

const batch = {
  batchId: 'b-1',
  pipeline: 'markets',
  dataset: 'coins',
  extractedAt: Date.UTC(2026, 10, 22, 5),
  revision: 2,
} as CommittedBatch

const entry = (record: string, change: Partial<QuarantineEntry> = {}): QuarantineEntry => ({
  page: 1,
  position: 0,
  key: 'dead',
  findings: [
    {
      rule: 'volume.zero',
      ruleVersion: 1,
      severity: 'quarantine',
      code: 'zero',
      message: 'No volume',
      path: 'total_volume',
      expected: '> 0',
      received: 0,
    },
  ],
  record,
  ...change,
})

/** Moves a cursor, ends a line or turns the direction of what follows. */
const isUnsafe = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code < 0xa0) ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x2069) ||
  code === 0xfeff

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamis-issue-'))
  return () => rm(folder, { recursive: true })
})

/** A sink with these open entries, that remembers what was noted as exported. */
function sinkOf(entries: readonly QuarantineEntry[]) {
  const noted: unknown[] = []
  const sink = {
    async *quarantined() {
      yield* entries
    },
    async exported(...args: unknown[]) {
      noted.push(args)
    },
  } as unknown as SinkSession<object>
  return { sink, noted }
}

const write = (entries: readonly QuarantineEntry[], files: Files = systemFiles) =>
  exportIssues(sinkOf(entries).sink, batch, folder, files)

test('a line says which batch, when, where, who, why and what', async () => {
  const { sink, noted } = sinkOf([entry('{"id":"dead", "total_volume":0.0}')])
  const path = await exportIssues(sink, batch, folder, systemFiles)
  expect(path).toBe(join(folder, 'coins-b-1.jsonl'))
  const text = await readFile(path as string, 'utf8')
  expect(text).toBe(
    '{"batch_id":"b-1","extracted_at":"2026-11-22T05:00:00.000Z","page":1,"position":0,"coin_id":"dead",' +
      '"findings":[{"rule":"volume.zero","rule_version":1,"code":"zero","message":"No volume","path":"total_volume",' +
      '"expected":"> 0","received":0}],"record":{"id":"dead", "total_volume":0.0}}\n',
  )
  expect(noted).toEqual([['b-1', 2, createHash('sha256').update(text).digest('hex')]])
})

test('the same entries give the same bytes, and nothing else is left in the folder', async () => {
  const entries = [entry('{"id":"a"}'), entry('{"id":"b"}', { position: 1, key: null })]
  const first = await readFile((await write(entries)) as string)
  const second = await readFile((await write(entries)) as string)
  expect(second.equals(first)).toBe(true)
  expect(await readdir(folder)).toEqual(['coins-b-1.jsonl'])
})

test('the file is for its owner only', async () => {
  const { mode } = await stat((await write([entry('{}')])) as string)
  expect(mode & 0o777).toBe(0o600)
})

test('with nothing open there is no file, and one that was there goes', async () => {
  await write([entry('{}')])
  const { sink, noted } = sinkOf([])
  expect(await exportIssues(sink, batch, folder, systemFiles)).toBeNull()
  expect(await readdir(folder)).toEqual([])
  expect(noted).toEqual([['b-1', 2, null]])
})

test('whatever a record holds, its line is one line of plain JSON with the same value', async () => {
  const hostile = fc.string({
    unit: fc.constantFrom(
      '\u200b',
      '\u200f',
      '\u202e',
      '\u2060',
      '\u2069',
      '\u2028',
      '\u0085',
      '\x1b',
      '\r',
      '\n',
      '\x7f',
      '\ufeff',
      '\ud800',
      '"',
      '\\',
      'é',
    ),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(hostile, fc.oneof(hostile, fc.jsonValue())),
      hostile,
      async (value, key) => {
        const spaced = JSON.stringify(value, null, 2).replaceAll('\n', '\r\n')
        const path = await write([entry(spaced, { key })])
        const text = await readFile(path as string, 'utf8')
        expect(text.trimEnd().split(/[\r\n\u2028\u2029\u0085]/)).toHaveLength(1)
        expect([...text.trimEnd()].filter((char) => isUnsafe(char.charCodeAt(0)))).toEqual([])
        const line = JSON.parse(text)
        expect(line.record).toEqual(JSON.parse(JSON.stringify(value)))
        expect(line.coin_id).toBe(key)
      },
    ),
    { numRuns: 100 },
  )
})

test('a link that was planted where the temporary file goes is replaced, not followed', async () => {
  const victim = join(folder, 'victim')
  await writeFile(victim, 'precious')
  await symlink(victim, join(folder, '.markets.coins-b-1.jsonl.tmp'))
  await write([entry('{}')])
  expect(await readFile(victim, 'utf8')).toBe('precious')
})

test('preparing makes the folder and leaves nothing in it, also beside other runs', async () => {
  const deep = join(folder, 'a', 'b')
  const runs = Array.from({ length: 8 }, (_, at) => prepareIssues(deep, systemFiles, `run-${at}`))
  await Promise.all(runs)
  expect((await stat(deep)).mode & 0o777).toBe(0o700)
  expect(await readdir(deep)).toEqual([])
})

test('what a crash left is cleared: that of the pipeline, and nothing else', async () => {
  const others = ['.other.coins-x.jsonl.tmp', '.markets-2.coins-x.jsonl.tmp', 'mine.txt']
  for (const name of [...others, '.markets.coins-x.jsonl.tmp']) await writeFile(join(folder, name), 'torn')
  await clearIssues(folder, systemFiles, 'markets')
  expect((await readdir(folder)).sort()).toEqual(others.sort())
})

test('a folder that is a file is named before anything else happens', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await expect(prepareIssues(file, systemFiles, 'run')).rejects.toMatchObject({
    code: 'issues.unwritable',
    exitCode: 74,
    hint: expect.stringContaining('then run again'),
  })
})

test('whatever fails, the last whole file stays and nothing is noted', async () => {
  for (const failing of ['makeDirectory', 'remove', 'create', 'rename', 'syncDirectory'] as const) {
    const whole = await readFile((await write([entry('{"id":"old"}')])) as string, 'utf8')
    const files: Files = {
      ...systemFiles,
      [failing]: async (path: string) => {
        throw platformError('EIO', path)
      },
    }
    const { sink, noted } = sinkOf([entry('{"id":"new"}')])
    await expect(exportIssues(sink, batch, folder, files)).rejects.toMatchObject({
      code: 'issues.unwritable',
    })
    const after = await readFile(join(folder, 'coins-b-1.jsonl'), 'utf8')
    // After the rename only the sync can fail, and then the new file is whole as well.
    if (failing === 'syncDirectory') expect(JSON.parse(after).record).toEqual({ id: 'new' })
    else expect(after).toBe(whole)
    expect(noted).toEqual([])
  }
})

test('a power cut at any moment leaves a whole file or none, and once noted it is there', async () => {
  for (let seed = 0; seed < 500; seed++) {
    const files = new MemoryFiles()
    const draws = seeded(seed)
    let left = draws.between(0, 12)
    const dying: Files = new Proxy(files, {
      get(target, name: keyof Files) {
        return async (...args: [string, string]) => {
          if (left-- === 0) throw new Error('power')
          return (target[name] as (...args: [string, string]) => Promise<unknown>)(...args)
        }
      },
    })
    const { sink, noted } = sinkOf([entry('{"id":"a"}')])
    await exportIssues(sink, batch, '/issue', dying).catch(() => undefined)
    files.losePower(draws)
    const text = files.snapshot().get('/issue/coins-b-1.jsonl')
    if (noted.length > 0) expect(text).toBeDefined()
    if (text !== undefined) expect(JSON.parse(text).record).toEqual({ id: 'a' })
  }
})

test('a store that cannot be read is not told as a folder that cannot be written', async () => {
  const sink = {
    async *quarantined() {
      yield entry('{}')
      throw new TamisError('store.corrupt', { message: 'a page of the database is damaged' })
    },
  } as unknown as SinkSession<object>
  await expect(exportIssues(sink, batch, folder, systemFiles)).rejects.toMatchObject({
    code: 'store.corrupt',
  })
})
