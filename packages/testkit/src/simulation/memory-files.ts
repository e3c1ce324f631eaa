import { dirname } from 'node:path'
import type { Files, FileWriter } from '@tamis/core'
import type { Seeded } from './seeded.ts'

interface Inode {
  /** What a reader sees. */
  text: string
  /** What a power cut leaves for certain. */
  synced: string
}

type Names = Map<string, Inode>

/**
 * A file system in memory that tells what is durable from what only looks so: bytes last after `sync`, names after
 * `syncDirectory`. A power cut may keep or lose everything else.
 */
export class MemoryFiles implements Files {
  #names: Names = new Map()
  #durable: Names = new Map()
  readonly #folders = new Set<string>()
  /** Characters that still fit; writing beyond them fails with ENOSPC after a part. */
  room = Number.POSITIVE_INFINITY

  async makeDirectory(path: string): Promise<void> {
    this.#folders.add(path)
  }

  async create(path: string): Promise<FileWriter> {
    this.#requireFolder(dirname(path))
    if (this.#names.has(path)) throw platformError('EEXIST', path)
    if (this.room <= 0) throw platformError('ENOSPC', path)
    const inode: Inode = { text: '', synced: '' }
    this.#names.set(path, inode)
    return {
      write: async (text) => {
        const fits = text.slice(0, Math.max(0, this.room))
        inode.text += fits
        this.room -= fits.length
        if (fits.length < text.length) throw platformError('ENOSPC', path)
      },
      sync: async () => {
        inode.synced = inode.text
      },
      close: async () => undefined,
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#names.get(from)
    if (inode === undefined) throw platformError('ENOENT', from)
    this.#names.delete(from)
    this.#names.set(to, inode)
  }

  async remove(path: string): Promise<void> {
    this.#names.delete(path)
  }

  async syncDirectory(path: string): Promise<void> {
    this.#requireFolder(path)
    for (const name of this.#differing(path)) this.#keep(name)
  }

  async list(path: string): Promise<readonly string[]> {
    this.#requireFolder(path)
    return [...this.#names.keys()]
      .filter((name) => dirname(name) === path)
      .map((name) => name.slice(path.length + 1))
  }

  /** What a reader sees, by path. */
  snapshot(): ReadonlyMap<string, string> {
    return new Map([...this.#names].map(([path, inode]) => [path, inode.text]))
  }

  /** What was never synced may be there, in part, or not at all. */
  losePower(chance: Seeded): void {
    for (const name of [...new Set([...this.#names.keys(), ...this.#durable.keys()])].sort()) {
      if (this.#names.get(name) !== this.#durable.get(name) && chance.chance(0.5)) this.#keep(name)
    }
    this.#names = new Map(this.#durable)
    for (const inode of new Set(this.#names.values())) {
      if (inode.text !== inode.synced) {
        const torn = inode.text.slice(0, chance.between(0, inode.text.length))
        inode.text = chance.pick([inode.synced, torn, ''])
      }
      inode.synced = inode.text
    }
  }

  #differing(folder: string): readonly string[] {
    const names = new Set([...this.#names.keys(), ...this.#durable.keys()])
    return [...names].filter(
      (name) => dirname(name) === folder && this.#names.get(name) !== this.#durable.get(name),
    )
  }

  #keep(name: string): void {
    const inode = this.#names.get(name)
    if (inode === undefined) this.#durable.delete(name)
    else this.#durable.set(name, inode)
  }

  #requireFolder(path: string): void {
    if (!this.#folders.has(path)) throw platformError('ENOENT', path)
  }
}

/** An error as the platform throws it: with its code. */
export function platformError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
