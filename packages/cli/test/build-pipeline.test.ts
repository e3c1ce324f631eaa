import { existsSync } from 'node:fs'
import { join } from 'node:path'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { testContext } from '@tamis/testkit/checks'
import { expect, test } from 'vitest'
import { type BuildOptions, buildPipeline } from '../src/config/build-pipeline.ts'
import { choosePipeline } from '../src/config/choose-pipeline.ts'
import type { PipelineConfig } from '../src/config/define-config.ts'
import { databaseOf, type Settings } from '../src/config/settings.ts'
import { folderWith } from './folder.ts'

const KEY = 'CG-canary-0123456789'
const SOURCE = { use: '@tamis/source-coingecko', with: { universe: { top: 250 } } }

function settingsOf(pipeline: PipelineConfig, more: Partial<Settings> = {}): Settings {
  const folder = more.folder ?? folderWith({})
  return {
    file: join(folder, 'tamis.config.json'),
    folder,
    database: 'data/market.db',
    databaseChosen: false,
    issues: 'data/issue',
    cwd: folder,
    observe: {},
    pipelines: { markets: pipeline },
    ...more,
  }
}

const build = (settings: Settings, options: Partial<BuildOptions> = {}) =>
  buildPipeline(settings, 'markets', { env: {}, readFile: () => KEY, ...options })

test('a source alone gets the store and the rules that go with it', async () => {
  const pipeline = await build(settingsOf({ source: SOURCE }))
  expect(pipeline).toMatchObject({
    name: 'markets',
    issues: 'data/issue',
    adHoc: false,
    stager: { name: 'sqlite' },
    sink: { name: 'sqlite' },
  })
  expect(pipeline.rules.map(({ id }) => id)).toContain('volume.zero')
  expect(pipeline.gates.map(({ id }) => id)).toContain('batch.anchors')
})

test('a stager and a sink apart each have a file of their own, and only that of SQLite is a database', async () => {
  const folder = folderWith({
    'sink.mjs': `export default ({ path }) => ({ name: 'at ' + path, open: () => path })`,
  })
  const settings = settingsOf(
    {
      source: SOURCE,
      stager: { use: sqlite, with: { path: 'raw.db' } },
      sink: { use: './sink.mjs', with: { path: 'market' } },
    },
    { folder, cwd: '/' },
  )
  const { stager, sink: other } = await build(settings)
  await using _session = await stager.open(testContext())
  expect([existsSync(join(folder, 'raw.db')), other.name]).toEqual([true, 'at market'])
  expect(databaseOf(settings, 'markets')).toBe('data/market.db')
  const sink = { use: sqlite, with: { path: 'own.db' } }
  expect(databaseOf({ ...settings, pipelines: { markets: { source: SOURCE, sink } } }, 'markets')).toBe(
    join(folder, 'own.db'),
  )
})

test('rules listed as none are none', async () => {
  const pipeline = await build(settingsOf({ source: SOURCE, rules: [] }))
  expect([pipeline.rules, pipeline.gates]).toEqual([[], []])
})

test('imported factories and names of modules come to the same', async () => {
  const named = await build(settingsOf({ source: SOURCE, store: { use: '@tamis/sink-sqlite' } }))
  const imported = await build(
    settingsOf({ source: { use: coingeckoMarkets, with: { universe: 'top:250' } }, store: { use: sqlite } }),
  )
  expect(imported.source.plan).toEqual(named.source.plan)
  expect(imported.stager.name).toBe('sqlite')
})

test('the environment reaches an imported factory of a bundled plugin too', async () => {
  const env = { COINGECKO_REQUESTS_PER_MINUTE: '600' }
  const { source } = await build(
    settingsOf({
      source: { use: coingeckoMarkets, with: { universe: { top: 30_000 }, requestsPerMinute: 1 } },
    }),
    { env },
  )
  expect(source.estimate().durationMs).toBeLessThan(60 * 60_000)
})

test('settings of gates reach gates, and unknown ones are named', async () => {
  const pipeline = await build(
    settingsOf({ source: SOURCE, gates: { 'batch.anchors': 'off', 'batch.rows': 'warn' } }),
  )
  expect(pipeline.gates.map(({ id }) => id)).not.toContain('batch.anchors')
  expect(pipeline.gates.find(({ id }) => id === 'batch.rows')?.severity).toBe('warn')
  await expect(build(settingsOf({ source: SOURCE, gates: { 'volume.zero': 'off' } }))).rejects.toThrow(
    'pipelines.markets.gates.volume.zero: no such',
  )
})

test('a rule that the config has already is not tried beside itself, and says so', async () => {
  const rules = [{ use: '@tamis/rules-market' }]
  await expect(build(settingsOf({ source: SOURCE, rules }), { moreRules: rules })).rejects.toMatchObject({
    code: 'plugin.invalid',
    message: expect.stringContaining('Two rules have the id'),
    hint: expect.stringContaining('needs no --rules'),
  })
})

test('a rule that looks back at a misspelt field is told where it stands in the config', async () => {
  const folder = folderWith({
    'rule.mjs': `export default { kind: 'rule', id: 'own', version: 1, summary: 's', severity: 'warn', check: () => 'pass',
      needs: { history: 1, historyFields: ['curent_price'] } }`,
  })
  const settings = settingsOf({ source: SOURCE, rules: [{ use: './rule.mjs' }] }, { folder })
  await expect(build(settings)).rejects.toMatchObject({
    code: 'plugin.invalid',
    message:
      'pipelines.markets.rules: own: looks back at curent_price, which crypto_markets has not; did you mean current_price?',
    hint: expect.stringContaining('needs.historyFields'),
  })
})

test('problems of all plugins and of the environment are told at once', async () => {
  const settings = settingsOf({
    source: { use: '@tamis/source-coingecko', with: { universe: { top: 0 }, pace: 3 } },
    store: { use: '@tamis/sink-sqlite', with: { codec: 'rar' } },
    rules: [{ use: '@tamis/rules-market', with: { 'volume.zero': 'maybe' } }],
  })
  const env = { COINGECKO_REQUESTS_PER_MINUTE: 'many' }
  const error = await build(settings, { env }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'config.invalid',
    exitCode: 78,
    hint: `Mend the named entries of ${settings.file}. Mend the variables of the environment.`,
  })
  for (const path of [
    'COINGECKO_REQUESTS_PER_MINUTE:',
    'source.with.universe',
    'source.with.pace',
    'store.with.codec',
    'rules.0.with.volume.zero',
  ]) {
    expect((error as Error).message).toContain(path)
  }
})

test('plugins that cannot be used are told with all other problems, each with what to do, and hide none', async () => {
  const folder = folderWith({
    'half.mjs': 'export default () => ({ open() {} })',
    'bad.mjs': 'throw Error("no")',
  })
  const settings = settingsOf(
    {
      source: { use: 'their-source' },
      stager: { use: './half.mjs' },
      sink: { use: '@tamis/sink-sqlite', with: { codec: 'rar' } },
      rules: [{ use: './bad.mjs' }, { use: '@tamis/rules-market', with: { 'volume.zero': 'maybe' } }],
      gates: { 'batch.of.theirs': 'off' },
    },
    { folder },
  )
  const error = await build(settings).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'config.invalid',
    hint: expect.stringContaining('npm install their-source'),
  })
  expect((error as Error).message.split('\n')).toEqual([
    expect.stringContaining('pipelines.markets.source.use: there is no module "their-source"'),
    expect.stringContaining('pipelines.markets.sink.with.codec'),
    expect.stringContaining('pipelines.markets.rules.0.use: ./bad.mjs cannot be loaded: Error: no'),
    expect.stringContaining('pipelines.markets.rules.1.with.volume.zero'),
  ])
})

test('two keys are a configuration error that shows neither, to be mended where they are', async () => {
  const env = { COINGECKO_DEMO_API_KEY: KEY, COINGECKO_PRO_API_KEY: `${KEY}-2` }
  const error = await build(settingsOf({ source: SOURCE }), { env }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'config.invalid', hint: 'Mend the variables of the environment.' })
  expect(String(error)).not.toContain(KEY)
  const short = await build(settingsOf({ source: SOURCE }), { env: { COINGECKO_DEMO_API_KEY: 'x' } }).catch(
    (thrown: unknown) => thrown,
  )
  expect(short).toMatchObject({
    message: expect.stringMatching(/^apiKey: .* \(from the environment\)$/),
    hint: 'Mend the variables of the environment.',
  })
})

test('another universe beside a config is ad hoc, the configured one spelled out is not', async () => {
  const settings = settingsOf({ source: SOURCE })
  expect(await build(settings, { universe: 'top:100' })).toMatchObject({
    adHoc: true,
    source: { plan: { universe: 'top:100' } },
  })
  expect(await build(settings, { universe: 'top:250' })).toMatchObject({ adHoc: false })
  expect(await build({ ...settings, file: null }, { universe: 'all' })).toMatchObject({ adHoc: false })
})

test('a universe that cannot be is an error of usage', async () => {
  await expect(build(settingsOf({ source: SOURCE }), { universe: 'best:5' })).rejects.toMatchObject({
    code: 'usage.invalid',
    exitCode: 2,
  })
})

test('a rule that is off can be tried, and one on trial is not what the config says', async () => {
  const settings = settingsOf({
    source: SOURCE,
    rules: [{ use: '@tamis/rules-market', with: { 'volume.zero': 'off' } }],
  })
  const tried = await build(settings, { trial: { 'volume.zero': 'warn' } })
  expect(tried.rules.find(({ id }) => id === 'volume.zero')?.severity).toBe('warn')
  await expect(build(settings, { trial: { 'volum.zero': 'warn' } })).rejects.toMatchObject({
    code: 'usage.invalid',
  })
})

test('a rule of a file beside the config is a rule', async () => {
  const rule = `{ kind: 'rule', id: 'own.all', version: 1, summary: 's', severity: 'warn', check: () => 'pass' }`
  const folder = folderWith({
    'plain.mjs': `export default ${rule}`,
    'made.mjs': `export default () => [${rule.replace('own.all', 'own.made')}]`,
  })
  const pipeline = await build(
    settingsOf({ source: SOURCE, rules: [{ use: './plain.mjs' }, { use: './made.mjs' }] }, { folder }),
  )
  expect(pipeline.rules.map(({ id }) => id)).toEqual(['own.all', 'own.made'])
})

test.each([
  ['./missing.mjs', 'there is no module'],
  ['./package', 'is a folder'],
  ['no-such-plugin', 'there is no module'],
  ['https://example.com/rule.js', 'there is no module'],
  ['./throws.mjs', 'cannot be loaded: Error: on load'],
  ['./bare.mjs', 'no default export'],
  ['./breaks.mjs', 'the factory threw TypeError: no'],
  ['./nonsense.mjs', 'gives a number at position 0'],
  ['@tamis/sink-sqlite', 'with.path'],
])('%s in the place of rules is a clear error', async (use, why) => {
  const folder = folderWith({
    'package/index.mjs': '',
    'throws.mjs': `throw new Error('on load')`,
    'bare.mjs': 'export const x = 1',
    'breaks.mjs': `export default () => { throw new TypeError('no') }`,
    'nonsense.mjs': 'export default () => 3',
  })
  await expect(build(settingsOf({ source: SOURCE, rules: [{ use }] }, { folder }))).rejects.toMatchObject({
    exitCode: 78,
    message: expect.stringMatching(new RegExp(`pipelines\\.markets\\.rules\\.0.*${why}`)),
  })
})

test('a plugin of a package made for another tamis is refused before it is loaded', async () => {
  const package_ = (core: string) => ({
    name: 'their-rules',
    exports: './index.mjs',
    peerDependencies: { '@tamis/core': core },
  })
  const built = (core: string) => {
    const folder = folderWith({
      'node_modules/their-rules/package.json': package_(core),
      'node_modules/their-rules/index.mjs': 'export default () => []',
    })
    return build(settingsOf({ source: SOURCE, rules: [{ use: 'their-rules' }] }, { folder }))
  }
  await expect(built('^9.0.0')).rejects.toMatchObject({
    code: 'plugin.invalid',
    message: expect.stringMatching(
      /^pipelines\.markets\.rules\.0\.use: their-rules is made for @tamis\/core \^9\.0\.0, and this tamis has \d/,
    ),
  })
  await expect(built('>=0.1.0')).resolves.toMatchObject({ rules: [] })
})

test('a plugin compiled to CommonJS is found behind its default', async () => {
  const folder = folderWith({
    'compiled.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => []`,
  })
  const built = build(settingsOf({ source: SOURCE, rules: [{ use: './compiled.cjs' }] }, { folder }))
  await expect(built).resolves.toMatchObject({ rules: [] })
})

test('a plugin of another kind says what it lacks', async () => {
  await expect(build(settingsOf({ source: { use: '@tamis/rules-market' } }))).rejects.toThrow(
    'gives no source: it lacks requests',
  )
  await expect(build(settingsOf({ source: SOURCE, store: { use: '@tamis/rules-market' } }))).rejects.toThrow(
    'no store',
  )
})

test('the only pipeline needs no name; of several, or for a wrong name, the names are listed', () => {
  expect(choosePipeline(['markets'], undefined)).toBe('markets')
  expect(() => choosePipeline(['usd', 'eur'], undefined)).toThrow(
    expect.objectContaining({ code: 'usage.invalid', message: expect.stringContaining('usd, eur') }),
  )
  expect(() => choosePipeline([], undefined)).toThrow('No pipeline has written to the database yet')
  expect(() => choosePipeline(['usd', 'eur'], 'urs')).toThrow(
    expect.objectContaining({ code: 'usage.invalid', hint: expect.stringContaining('usd, eur') }),
  )
})
