import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'

const run = promisify(execFile)

interface Lockfile {
  /** By the path of the package, '' for the folder itself. */
  readonly packages: Readonly<Record<string, { readonly version: string }>>
}

/** What `npm install tamis` puts on a disk: the packed packages with all they need. Asks the registry of npm. */
export async function install(): Promise<readonly Result[]> {
  using folder = scratch()
  const cwd = folder.path
  await run('pnpm', ['-r', '--filter=./packages/*', 'pack', '--pack-destination', cwd])
  const tarballs = readdirSync(cwd).map((name) => join(cwd, name))
  await run('npm', ['init', '-y'], { cwd })
  await run('npm', ['install', '--no-audit', '--no-fund', ...tarballs], { cwd })
  const { packages } = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8')) as Lockfile
  const installed = Object.keys(packages)
    .filter((path) => path !== '')
    .map((path) => ({ path, bytes: bytesOf(join(cwd, path)) }))
    .sort((a, b) => b.bytes - a.bytes)
  const list = installed.map(({ path, bytes }) => `${path.replace(/^.*node_modules\//, '')} ${kB(bytes)}`)
  const bytes = installed.reduce((sum, one) => sum + one.bytes, 0)
  return [
    { name: 'installed with tamis', value: installed.length, unit: 'packages', budget: null, detail: '' },
    { name: 'install size', value: bytes / 1e6, unit: 'MB', budget: null, detail: list.join(', ') },
  ]
}

/** Of the files of a package, without those of packages in it. */
function bytesOf(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile()) bytes += statSync(path).size
    else if (entry.isDirectory() && entry.name !== 'node_modules') bytes += bytesOf(path)
  }
  return bytes
}

function kB(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`
}
