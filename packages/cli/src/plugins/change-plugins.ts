import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { nearest, TamisError } from '@tamis/core'
import { npm } from './npm.ts'
import { installedPackages, listedPlugins, listPlugins } from './plugin-list.ts'

/** A package with a version or tag, a tarball or folder, an address: nothing that a shell or npm takes for something else. */
const SPEC = /^[\w@./~][\w@.:/~+\\ -]*$/
const REGISTRY = /^((?:@[\w.-]+\/)?[\w.-]+)(?:@([\w.-]+))?$/

/**
 * Installs a package of commands and lists it; what turns out to be none is taken away again. Returns its name.
 *
 * @throws TamisError `usage.invalid`, `plugin.invalid`.
 */
export async function installPlugin(folder: string, asked: string, cwd: string): Promise<string> {
  if (!SPEC.test(asked)) {
    throw new TamisError('usage.invalid', {
      message: `${JSON.stringify(asked)} is no package`,
      hint: 'Give the name of a package, name@version, or the path of a folder or tarball.',
    })
  }
  const isPath = existsSync(resolve(cwd, asked))
  const spec = isPath ? resolve(cwd, asked) : asked
  mkdirSync(folder, { recursive: true })
  const before = installedPackages(folder)
  await npm(['install', '--save', spec], folder)
  const name = nameOf(spec, isPath, before, installedPackages(folder))
  if (!hasCommands(join(folder, 'node_modules', name))) {
    await npm(['uninstall', name], folder)
    throw new TamisError('plugin.invalid', {
      message: `${name} has no commands: its package.json has no "oclif"`,
      hint: 'Plugins of a pipeline (sources, stores, rules) are installed beside the config, with npm install.',
    })
  }
  const tag = isPath ? spec : (REGISTRY.exec(spec)?.[2] ?? 'latest')
  const others = listedPlugins(folder).filter((plugin) => plugin.name !== name)
  listPlugins(folder, [...others, { name, type: 'user', tag }])
  return name
}

/**
 * Takes a package of commands away.
 *
 * @throws TamisError `usage.invalid` when it is not there, `plugin.invalid`.
 */
export async function uninstallPlugin(folder: string, name: string): Promise<void> {
  const listed = listedPlugins(folder)
  if (!listed.some((plugin) => plugin.name === name)) {
    const meant = nearest(
      name,
      listed.map((plugin) => plugin.name),
    )
    throw new TamisError('usage.invalid', {
      message: `There is no plugin ${JSON.stringify(name)}`,
      hint: meant === undefined ? 'See `tamis plugins` for those there are.' : `Did you mean ${meant}?`,
    })
  }
  listPlugins(
    folder,
    listed.filter((plugin) => plugin.name !== name),
  )
  await npm(['uninstall', name], folder)
}

/** What npm made of a spec: only a name of the registry's tells its package's name. */
function nameOf(
  spec: string,
  isPath: boolean,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string {
  const [, named = ''] = isPath ? [] : (REGISTRY.exec(spec) ?? [])
  if (Object.hasOwn(after, named)) return named
  const changed = Object.keys(after).find((name) => before[name] !== after[name])
  const same = Object.keys(after).find((name) => after[name]?.endsWith(basename(spec)))
  return changed ?? same ?? spec
}

function hasCommands(root: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly oclif?: object
    }
    return manifest.oclif !== undefined
  } catch {
    return false
  }
}
