import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Options } from 'tsup'

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

/** An esbuild plugin that writes the license of every package in the bundle into one file beside it. */
export function bundledLicenses(file: string): EsbuildPlugin {
  return {
    name: 'bundled-licenses',
    setup(build) {
      build.onEnd(({ metafile }) => {
        const folders = Object.keys(metafile?.inputs ?? {}).map(packageOf)
        const licenses = [...new Set(folders)].filter((folder) => folder !== null).map(licenseOf)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, licenses.toSorted().join(`\n${'-'.repeat(80)}\n\n`))
      })
    },
  }
}

/** Folder of the installed package that a file belongs to; null for a file of our own. */
function packageOf(path: string): string | null {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null
}

/** @throws Error when a package has no license to pass on. */
function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e\b/i.test(entry))
  if (file === undefined) throw new Error(`${name} ${version} would be bundled without its license`)
  return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}
