import { globSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { type PluginKind, TEMPLATE_WORDS } from './kinds.ts'
import { manifestOf, type TemplateManifest } from './manifest.ts'
import type { PluginName } from './names.ts'
import { readme } from './readme.ts'
import { settingsFiles } from './settings-files.ts'
import { renamed } from './spellings.ts'

export interface PackageOptions {
  readonly kind: PluginKind
  readonly name: PluginName
  /** Of this tamis: the contracts that the plugin is made for. */
  readonly version: string
  /** For the licence. */
  readonly year: number
}

/** The files of a new plugin, by path with forward slashes. */
export function makePackage(options: PackageOptions): ReadonlyMap<string, string> {
  const { kind, name, version, year } = options
  const template = join(templatesFolder(), kind)
  const words = TEMPLATE_WORDS[kind]
  const read = (path: string): string =>
    renamed(readFileSync(join(template, path), 'utf8'), words, name.words)
  const own = JSON.parse(read('package.json')) as TemplateManifest
  const code = globSync('{src,test}/**/*.ts', { cwd: template }).map((path) => path.replaceAll('\\', '/'))
  return new Map([
    ['package.json', manifestOf(name, kind, own, version)],
    ['README.md', readme(name, kind, own.description)],
    ...Object.entries(settingsFiles(name, year)),
    ...code.sort().map((path): [string, string] => [renamed(path, words, name.words), read(path)]),
  ])
}

/** Beside the package's code, wherever a bundler put this. */
function templatesFolder(): string {
  const manifest = findPackageJSON(import.meta.url)
  if (manifest === undefined) throw new Error('the package of the command has no package.json')
  return join(dirname(manifest), 'templates')
}
