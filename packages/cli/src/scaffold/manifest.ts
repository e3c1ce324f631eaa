import type { PluginKind } from './kinds.ts'
import type { PluginName } from './names.ts'

/** What a template says of itself in its own package.json. */
export interface TemplateManifest {
  readonly description: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly oclif?: object
}

/** Versions of the tools of a new package: those that tamis itself is built and tested with. */
export const TOOLS = {
  '@biomejs/biome': '2.5.15',
  '@changesets/cli': '3.0.3',
  '@types/node': '^22.18.0',
  typescript: '7.0.2',
  vitest: '5.1.1',
} as const

/** The package.json of a new plugin. */
export function manifestOf(
  { package: name }: PluginName,
  kind: PluginKind,
  template: TemplateManifest,
  tamisVersion: string,
): string {
  const contracts = `^${tamisVersion}`
  const isCommand = kind === 'command'
  return json({
    name,
    version: '0.1.0',
    description: template.description,
    keywords: ['tamis', isCommand ? 'oclif-plugin' : `tamis-${kind}`],
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.18' },
    files: ['dist', 'src'],
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    scripts: {
      build: 'tsc -p tsconfig.build.json',
      fix: 'biome check --write .',
      lint: 'biome ci . && tsc',
      prepack: 'npm run build',
      test: 'vitest run',
      ...(kind === 'source' ? { api: 'node test/serve.ts' } : {}),
      release: 'npm run lint && npm test && changeset publish',
    },
    ...(template.oclif === undefined ? {} : { oclif: template.oclif }),
    dependencies: ofThisTamis(template.dependencies, contracts),
    peerDependencies: { '@tamis/core': contracts },
    devDependencies: sorted({ '@tamis/core': contracts, '@tamis/testkit': contracts, ...TOOLS }),
    publishConfig: { access: 'public' },
  })
}

/** Packages of tamis are all of one version. */
function ofThisTamis(
  dependencies: Readonly<Record<string, string>>,
  contracts: string,
): Readonly<Record<string, string>> {
  const entries = Object.entries(dependencies)
  return Object.fromEntries(
    entries.map(([name, range]) => [name, name.startsWith('@tamis/') ? contracts : range]),
  )
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function sorted(entries: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
}
