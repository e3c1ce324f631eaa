import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createFile, makeFolder, readJsonFile, replaceFile } from '../../src/stage/files/index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamis-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

test('a file is put in place of another, with the folders around it, and nothing else is left', async () => {
  const path = join(folder, 'a/b/c.json')
  await replaceFile(path, '1')
  await replaceFile(path, Uint8Array.of(0x32))
  expect(await readFile(path, 'utf8')).toBe('2')
  expect(await readdir(join(folder, 'a/b'))).toEqual(['c.json'])
})

test('of several that make one file at once, one wins', async () => {
  const path = join(folder, 'one')
  const won = await Promise.all([...'abcdefgh'].map((text) => createFile(path, text)))
  expect(won.filter(Boolean)).toHaveLength(1)
  expect(await readFile(path, 'utf8')).toBe('abcdefgh'[won.indexOf(true)])
  expect(await readdir(folder)).toEqual(['one'])
})

test('a file that is not there is undefined, one that is not JSON an error of the store', async () => {
  expect(await readJsonFile(join(folder, 'none'))).toBeUndefined()
  await writeFile(join(folder, 'torn'), '{"a"')
  await expect(readJsonFile(join(folder, 'torn'))).rejects.toMatchObject({ code: 'store.corrupt' })
})

test('what the file system refuses is an error of the store, with the path', async () => {
  await writeFile(join(folder, 'file'), '')
  const path = join(folder, 'file/below')
  await expect(replaceFile(path, '')).rejects.toMatchObject({
    code: 'store.read_only',
    exitCode: 74,
    details: { path },
  })
})

test('folders are made with those above them, once, and a name that cannot be made is told', () => {
  const deep = join(folder, 'a/b/c')
  expect(makeFolder(deep)).toBe(join(folder, 'a'))
  expect(makeFolder(deep)).toBeUndefined()
  // Node's recursive mkdir never comes back from this.
  if (process.platform === 'linux') expect(() => makeFolder('/proc/nowhere/at/all')).toThrow('ENOENT')
})
