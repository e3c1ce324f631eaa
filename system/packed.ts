import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from './command.ts'
import { type Registry, startRegistry } from './registry.ts'

/** A folder outside the workspace with nothing but the packed packages installed by npm. */
export interface Packed {
  readonly folder: string
  /** Paths of the tarballs by the name of the package. */
  readonly tarballs: Readonly<Record<string, string>>
  /** Has them, as if they were published. */
  readonly registry: Registry
}

export async function packAndInstall(name: string): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), `tamis-${name}-`))
  const into = join(folder, 'tarballs')
  await must('pnpm', ['-r', '--filter=./packages/*', 'pack', '--pack-destination', into])
  const tarballs = Object.fromEntries(
    (await readdir(into)).map((file) => [packageOf(file), join(into, file)] as const),
  )
  const registry = await startRegistry(tarballs)
  await must('npm', ['init', '-y'], { cwd: folder })
  const install = ['install', '--no-audit', '--no-fund', '--registry', registry.url]
  await must('npm', [...install, ...Object.keys(tarballs)], { cwd: folder })
  return { folder, tarballs, registry }
}

/** `tamis-sink-sqlite-0.1.0.tgz` is `@tamis/sink-sqlite`, `tamis-0.1.0.tgz` is `tamis`. */
function packageOf(file: string): string {
  const name = file.replace(/-\d.*$/, '')
  return name === 'tamis' ? name : name.replace('tamis-', '@tamis/')
}
