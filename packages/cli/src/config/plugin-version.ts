import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { TamisError } from '@tamis/core'

const API = '@tamis/core'

/**
 * Holds a plugin against the contracts of this tamis: it names those it was written for as its peer dependency on
 * `@tamis/core`. A file without such a package fits by its shape alone.
 *
 * @throws TamisError `plugin.invalid`.
 */
export async function checkApi(url: string, name: string, path: string): Promise<void> {
  const manifest = findPackageJSON(url)
  // Where no folder above has one, Node gives the file itself.
  const wanted = manifest?.endsWith('package.json') ? peerOf(manifest) : undefined
  if (wanted === undefined) return
  const { satisfies, validRange } = await import('semver')
  const version = apiVersion()
  if (validRange(wanted) === null || satisfies(version, wanted, { includePrerelease: true })) return
  throw new TamisError('plugin.invalid', {
    message: `${path}: ${name} is made for ${API} ${wanted}, and this tamis has ${version}`,
    hint: `Install the version of ${name} that goes with this tamis, or the tamis that goes with it.`,
  })
}

function peerOf(manifest: string): string | undefined {
  const { peerDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly peerDependencies?: Readonly<Record<string, string>>
  }
  return peerDependencies?.[API]
}

/** The version of the contracts that this command works with. */
function apiVersion(): string {
  const manifest = findPackageJSON(API, import.meta.url)
  if (manifest === undefined) throw new Error(`no ${API} beside tamis`)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version
}
