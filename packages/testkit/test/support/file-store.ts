import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { TamisError } from '@tamis/core'
import { type MemoryStore, memoryStore } from '../../src/memory-store/index.ts'
import { type Disk, EMPTY, type StoreState } from '../../src/memory-store/state.ts'

/** The reference store on a disk that outlives its process: one file, replaced whole at each transaction. */
export function fileStore(folder: string): MemoryStore {
  return memoryStore(fileDisk(folder))
}

/** The same, but for its errors, which are those of the platform. */
export function unmappedStore(folder: string): MemoryStore {
  return memoryStore(platformDisk(folder))
}

export function fileDisk(folder: string): Disk {
  const { read, write } = platformDisk(folder)
  return { read: () => mapped(folder, read), write: (state) => mapped(folder, () => write(state)) }
}

function platformDisk(folder: string): Disk {
  const path = join(folder, 'store')
  return {
    read: () => (existsSync(path) ? (deserialize(readFileSync(path)) as StoreState) : EMPTY),
    write(state) {
      const temporary = `${path}.${process.pid}`
      writeSynced(temporary, serialize(state))
      renameSync(temporary, path)
    },
  }
}

function writeSynced(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function mapped<R>(folder: string, work: () => R): R {
  try {
    return work()
  } catch (cause) {
    throw new TamisError('store.io', { message: `${folder}: ${String(cause)}`, cause })
  }
}
