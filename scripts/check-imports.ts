// Reads every import of the packages and holds it against the directions the architecture allows.
import { globSync, readFileSync } from 'node:fs'
import { dirname, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What each package may import of the others. Plugins never import each other. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'source-coingecko': ['core'],
  'sink-sqlite': ['core'],
  'rules-market': ['core'],
  testkit: ['core'],
  cli: ['core', 'source-coingecko', 'sink-sqlite', 'rules-market', 'testkit'],
}
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(PACKAGES).map((name) => [name === 'cli' ? 'tamis' : `@tamis/${name}`, name]),
)

/** Folders of core in the order of the flow: each imports only of itself and of those before it. */
const FLOW = ['', 'extract', 'stage', 'transform', 'load', 'run']

/** All that core may need besides Node: anything more is a decision. */
const CORE_DEPENDENCIES = ['@standard-schema/spec', 'p-retry']

export interface Import {
  /** Path from the root, with forward slashes. */
  readonly file: string
  readonly target: string
}

/** The imports and re-exports of a TypeScript source, static and dynamic. */
export function importsOf(file: string, source: string): readonly Import[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\n[^'"\n;]*?)*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...source.matchAll(pattern)].map((match) => ({ file, target: match[1] ?? match[2] ?? '' }))
}

/** Why an import is not allowed; undefined when it is. */
export function objection({ file, target }: Import): string | undefined {
  const [, from = '', ...rest] = file.split('/')
  if (target.startsWith('.')) return relativeObjection(file, from, rest, target)
  const imported = NAMES.get(
    target
      .split('/')
      .slice(0, target.startsWith('@') ? 2 : 1)
      .join('/'),
  )
  if (imported !== undefined) {
    if (PACKAGES[from]?.includes(imported) === true || imported === from) return undefined
    return `package ${from} may not import package ${imported}`
  }
  if (from === 'core' && !target.startsWith('node:') && !CORE_DEPENDENCIES.includes(target)) {
    return 'core depends on nothing but the Standard Schema types and p-retry'
  }
  return undefined
}

function relativeObjection(
  file: string,
  from: string,
  rest: readonly string[],
  target: string,
): string | undefined {
  const path = posix.normalize(posix.join(dirname(file), target))
  if (!path.startsWith(`packages/${from}/`)) return 'a relative import leaves its package'
  if (from !== 'core' || rest.at(-1) === 'index.ts') return undefined
  const folderOf = (parts: readonly string[]): string => (parts.length > 2 ? (parts[1] ?? '') : '')
  const here = FLOW.indexOf(folderOf(rest))
  const there = FLOW.indexOf(folderOf(path.split('/').slice(2)))
  return there > here
    ? `${FLOW[here] || 'the first files'} may not import ${FLOW[there]}: it comes later in the flow`
    : undefined
}

function checkAll(): readonly string[] {
  return globSync('packages/*/src/**/*.ts', { cwd: ROOT }).flatMap((path) => {
    const file = path.replaceAll('\\', '/')
    const imports = importsOf(file, readFileSync(resolve(ROOT, path), 'utf8'))
    return imports.flatMap((found) => {
      const reason = objection(found)
      return reason === undefined ? [] : [`${file}: ${found.target}: ${reason}`]
    })
  })
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === '') {
  const wrong = checkAll()
  for (const line of wrong) console.error(line)
  process.exitCode = wrong.length > 0 ? 1 : 0
}
