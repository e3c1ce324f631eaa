// Packs every package and holds what a user downloads against its budget. Sources and maps are in it, on purpose.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Kilobytes of the tarball. Raise one only with a reason in the commit. */
const BUDGETS: Readonly<Record<string, number>> = {
  'tamis-core': 165,
  'tamis-rules-market': 75,
  'tamis-sink-sqlite': 190,
  'tamis-source-coingecko': 90,
  'tamis-testkit': 270,
  tamis: 980,
}

const folder = mkdtempSync(join(tmpdir(), 'tamis-sizes-'))
try {
  execFileSync('pnpm', ['-r', '--filter=./packages/*', 'pack', '--pack-destination', folder], {
    stdio: 'ignore',
  })
  const sizes = readdirSync(folder).map((file) => ({
    name: file.replace(/-\d+\.\d+\.\d+.*$/, ''),
    kilobytes: statSync(join(folder, file)).size / 1000,
  }))
  for (const { name, kilobytes } of sizes) {
    const budget = BUDGETS[name] ?? 0
    console.log(`${name}: ${kilobytes.toFixed(0)} kB of ${budget} kB`)
    if (kilobytes > budget) process.exitCode = 1
  }
  const unknown = Object.keys(BUDGETS).filter((name) => !sizes.some((size) => size.name === name))
  if (unknown.length > 0) throw new Error(`no package is called ${unknown.join(', ')}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
