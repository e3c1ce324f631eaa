import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { TamisError } from '@tamis/core'
import { expect, test } from 'vitest'
import { writeWhole, writing } from '../src/output/write-whole.ts'
import { folderWith } from './folder.ts'

const stopped = new TamisError('run.interrupted', { message: 'Stopped' })

test('a file is replaced whole, with the mode that it had', async () => {
  const folder = folderWith({ 'a.csv': 'before' })
  const path = join(folder, 'a.csv')
  chmodSync(path, 0o640)
  await writeWhole(path, ['af', Buffer.from('ter')])
  expect(readFileSync(path, 'utf8')).toBe('after')
  expect(statSync(path).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder)).toEqual(['a.csv'])
})

test.each([
  [
    'the rows end in an error',
    function* () {
      yield 'half'
      throw stopped
    },
    undefined,
  ],
  ['it is stopped', () => ['half', 'whole'], AbortSignal.abort(stopped)],
])('when %s, what was there stays, and nothing beside it', async (_, pieces, signal) => {
  const folder = folderWith({ 'a.csv': 'before' })
  await expect(writeWhole(join(folder, 'a.csv'), pieces(), signal)).rejects.toBe(stopped)
  await expect(writeWhole(join(folder, 'b.csv'), pieces(), signal)).rejects.toBe(stopped)
  expect(readdirSync(folder)).toEqual(['a.csv'])
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('before')
})

test('a link stays a link, and the file that it names is replaced', async () => {
  const folder = folderWith({ 'real/a.csv': 'before' })
  symlinkSync('real/a.csv', join(folder, 'link.csv'))
  await writeWhole(join(folder, 'link.csv'), ['after'])
  expect(lstatSync(join(folder, 'link.csv')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'real/a.csv'), 'utf8')).toBe('after')
})

test.runIf(process.platform === 'linux')('a pipe is written into and stays one', async () => {
  const folder = folderWith({})
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const { readFile } = await import('node:fs/promises')
  const [text] = await Promise.all([readFile(pipe, 'utf8'), writeWhole(pipe, ['through ', 'it'])])
  expect(text).toBe('through it')
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})

test('what cannot be written is told with its reason', async () => {
  const folder = folderWith({ file: '' })
  await expect(writeWhole(join(folder, 'none', 'a.csv'), ['x'])).rejects.toMatchObject({
    code: 'output.unwritable',
    exitCode: 74,
    message: expect.stringContaining('there is no such folder'),
  })
  await expect(writeWhole(join(folder, 'file', 'a.csv'), ['x'])).rejects.toMatchObject({
    code: 'output.unwritable',
  })
  await expect(writeWhole(folder, ['x'])).rejects.toMatchObject({ code: 'usage.invalid' })
})

test.each(['EACCES', 'EROFS', 'ENOSPC'])(
  '%s, met while files are written as told, speaks of no database',
  async (code) => {
    const refused = Object.assign(new Error('no'), { code, syscall: 'open', path: 'dags/markets.py' })
    await expect(writing(() => Promise.reject(refused))).rejects.toMatchObject({
      code: 'output.unwritable',
      exitCode: 74,
      message: expect.stringMatching(`^Cannot write dags/markets.py: .+ \\(${code}\\)$`),
    })
  },
)

test('a file that is there already is left to who was to write it', async () => {
  const folder = folderWith({ 'a.csv': 'before' })
  const write = () => writeFileSync(join(folder, 'a.csv'), '', { flag: 'wx' })
  await expect(writing(write)).rejects.toMatchObject({ code: 'EEXIST' })
})
