import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it; fine when it is there. Returns the first that had to be made. Node's own recursive
 * form never ends where the file system refuses a name by saying that it is not there, as below /proc.
 *
 * @throws the error of the platform.
 */
export function makeFolder(path: string, mode = 0o777): string | undefined {
  try {
    return makeOne(path, mode)
  } catch (thrown) {
    const above = dirname(path)
    if (!hasCode(thrown, 'ENOENT') || above === path) throw thrown
    const first = makeFolder(above, mode)
    const made = makeOne(path, mode)
    return first ?? made
  }
}

function makeOne(path: string, mode: number): string | undefined {
  try {
    mkdirSync(path, { mode })
    return path
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST') && statSync(path).isDirectory()) return undefined
    throw thrown
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code
}
