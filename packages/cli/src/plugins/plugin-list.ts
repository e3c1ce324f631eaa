import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '@oclif/core/interfaces'

/** A package of commands as oclif notes it in the `package.json` of its data folder, where it looks for them at each start. */
export interface ListedPlugin {
  readonly name: string
  readonly type: 'user'
  /** The version or place that was asked for. */
  readonly tag: string
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly oclif?: { readonly plugins?: readonly ListedPlugin[] }
}

/** The command plugins that a folder lists. */
export function listedPlugins(folder: string): readonly ListedPlugin[] {
  return readManifest(folder).oclif?.plugins ?? []
}

/** What npm installed there at its owner's wish, by name. */
export function installedPackages(folder: string): Readonly<Record<string, string>> {
  return readManifest(folder).dependencies ?? {}
}

/** Writes the list; the rest of the file is npm's. */
export function listPlugins(folder: string, plugins: readonly ListedPlugin[]): void {
  const manifest = { private: true, ...readManifest(folder), oclif: { schema: 1, plugins } }
  const file = join(folder, 'package.json')
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

/** The commands that a plugin adds; one of a name that tamis has itself is none. */
export function commandsOf(config: Config, plugin: string): readonly string[] {
  const own = config.commands.filter(({ pluginName }) => pluginName === plugin)
  return own.map(({ id }) => id.replaceAll(':', ' '))
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
