import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder } from '@tamis/core/files'
import { withRules } from './side-files.ts'

export interface WrittenFile {
  readonly path: string
  /** `extended` has lines more than before, and all of those it had. */
  readonly action: 'written' | 'extended' | 'kept'
}

export interface NewFiles {
  /** Path of the config file. */
  readonly file: string
  readonly config: string
  readonly envExample: string
  readonly ignoreRules: readonly string[]
}

/** Writes what is not there yet, the config last, so that a set-up that failed half-way can be done again. */
export function writeFiles({ file, config, envExample, ignoreRules }: NewFiles): readonly WrittenFile[] {
  const folder = dirname(file)
  makeFolder(folder)
  const side = [
    create(join(folder, '.env.example'), envExample),
    ignore(join(folder, '.gitignore'), ignoreRules),
  ]
  writeFileSync(file, config, { flag: 'wx' })
  return [{ path: file, action: 'written' }, ...side]
}

function create(path: string, content: string): WrittenFile {
  if (existsSync(path)) return { path, action: 'kept' }
  writeFileSync(path, content, { flag: 'wx' })
  return { path, action: 'written' }
}

function ignore(path: string, rules: readonly string[]): WrittenFile {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const after = withRules(before, rules)
  if (after === null) return { path, action: 'kept' }
  appendFileSync(path, after.slice(before.length))
  return { path, action: before === '' ? 'written' : 'extended' }
}
