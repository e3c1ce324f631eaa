import { existsSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import { TamisError } from '@tamis/core'
import { CONFIG_NAMES } from '../config/read-config.ts'

const USUAL = 'tamis.config.ts'

/**
 * Where the config is to be: as named, or where tamis looks for it.
 *
 * @throws TamisError `usage.invalid` where one is there already, for init never overwrites.
 */
export function placeOf(cwd: string, named: string | undefined): string {
  const file = resolve(cwd, named ?? USUAL)
  if (!['.ts', '.json'].includes(extname(file))) {
    throw new TamisError('usage.invalid', {
      message: `--config: ${named} ends in neither .ts nor .json`,
      hint: 'The ending decides whether the config is TypeScript or JSON.',
    })
  }
  const rivals = CONFIG_NAMES.includes(basename(file))
    ? CONFIG_NAMES.map((name) => join(dirname(file), name))
    : [file]
  const there = rivals.find((path) => existsSync(path))
  if (there === undefined) return file
  throw new TamisError('usage.invalid', {
    message: `${relative(cwd, there)} is there already, and init writes over nothing`,
    hint: 'Change it as you like, or name another file with --config.',
  })
}

/** A path of the working directory as the folder of the config sees it; absolute ones stay so. */
export function seenFrom(file: string, cwd: string, path: string): string {
  return isAbsolute(path) ? path : relative(dirname(file), resolve(cwd, path)).replaceAll('\\', '/')
}
