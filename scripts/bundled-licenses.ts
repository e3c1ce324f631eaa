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
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isLicense).toSorted()
  if (files.length === 0) throw new Error(`${name} ${version} would be bundled without its license`)
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return `${name} ${version}, ${license}\n\n${texts.join('\n\n')}\n`
}

/** The license of a package, its notice, and licenses of parts of it in a folder of their own. */
function isLicense(path: string): boolean {
  return /^(licen[cs]es[/\\])?(licen[cs]e|notice)\b[^/\\]*$/i.test(path)
}
