import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkConfig } from '../src/config/config-schema.ts'
import { readSettings } from '../src/config/settings.ts'
import { folderWith } from './folder.ts'

const SOURCE = { use: '@tamis/source-coingecko' }

test('without a file there is one pipeline over the default paths', async () => {
  const folder = folderWith({})
  const settings = await readSettings({}, {}, folder)
  expect(settings).toMatchObject({
    file: null,
    database: 'data/market.db',
    issues: 'data/issue',
    databaseChosen: false,
  })
  expect(settings.pipelines).toEqual({ markets: { source: { ...SOURCE, with: { universe: { top: 250 } } } } })
})

test('flag goes before environment, environment before file, and an empty variable is none', async () => {
  const folder = folderWith({
    'tamis.config.json': { database: 'file.db', pipelines: { a: { source: SOURCE } } },
  })
  const database = async (flag: string | undefined, env: string | undefined): Promise<string> =>
    (await readSettings({ database: flag }, { TAMIS_DATABASE: env }, folder)).database
  expect(await database('flag.db', 'env.db')).toBe('flag.db')
  expect(await database(undefined, 'env.db')).toBe('env.db')
  expect(await database(undefined, '')).toBe('file.db')
})

test('paths of a config elsewhere count from its folder', async () => {
  const folder = folderWith({
    'sub/my.json': { database: 'm.db', issues: '/srv/issue', pipelines: { a: { source: SOURCE } } },
  })
  const settings = await readSettings({ config: 'sub/my.json' }, {}, folder)
  expect(settings).toMatchObject({
    folder: join(folder, 'sub'),
    database: join(folder, 'sub/m.db'),
    issues: '/srv/issue',
  })
})

test('every problem of a config is named with its path, and no value with it', () => {
  const config = {
    databse: 'x',
    issues: 3,
    pipelines: {
      'Bad Name': { source: SOURCE },
      a: {
        source: { use: '', with: 'CG-secret-key' },
        store: SOURCE,
        sink: SOURCE,
        gates: { 'batch.rows': 4 },
      },
      b: {},
      c: { source: SOURCE, stager: SOURCE },
    },
  }
  let message = ''
  try {
    checkConfig(config, 'tamis.config.json')
  } catch (error) {
    message = (error as Error).message
    expect(error).toMatchObject({ code: 'config.invalid', exitCode: 78 })
  }
  for (const path of [
    'databse',
    'issues',
    'pipelines.Bad Name',
    'pipelines.a.source.use',
    'pipelines.a.source.with',
    'pipelines.a.gates.batch.rows',
    'pipelines.b.source',
    'pipelines.c',
  ]) {
    expect(message.split('\n').some((line) => line.startsWith(`${path}:`))).toBe(true)
  }
  expect(message).not.toContain('CG-secret-key')
})

test('problems of the shape and of the options of plugins are told at once, and what was meant with them', async () => {
  const config = {
    databse: 'x',
    pipelines: {
      a: { source: { ...SOURCE, with: { universe: { top: 0 }, vsCurency: 'eur' } }, ruls: [] },
      b: {
        source: { ...SOURCE, with: { plan: 'gold' } },
        store: { use: '@tamis/sink-sqlite', with: { codc: 'zstd' } },
        rules: [{ use: '@tamis/rules-market', with: { 'volume.zeroo': 'warn' } }],
      },
      c: { source: { ...SOURCE, wiht: {} } },
    },
  }
  const folder = folderWith({ 'tamis.config.json': config })
  const env = { COINGECKO_REQUESTS_PER_MINUTE: 'many' }
  const error = await readSettings({}, env, folder).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'config.invalid',
    exitCode: 78,
    hint: expect.stringMatching(/tamis\.config\.json\. Mend the variables of the environment\.$/),
  })
  expect((error as Error).message.split('\n')).toEqual([
    'pipelines.a.ruls: no such setting; did you mean rules?',
    'pipelines.c.source.wiht: no such setting; did you mean with?',
    'databse: no such setting; did you mean database?',
    'COINGECKO_REQUESTS_PER_MINUTE: must be a number, 0 for unpaced',
    'pipelines.a.source.with.universe: top must be a whole number from 1 to 30000',
    'pipelines.a.source.with.vsCurency: no such option; did you mean vsCurrency?',
    'pipelines.b.source.with.plan: must be one of keyless, demo, pro',
    'pipelines.b.store.with.codc: no such option; did you mean codec?',
    'pipelines.b.rules.0.with.volume.zeroo: no such rule or gate; did you mean volume.zero?',
  ])
})

test('a name that is none is one problem, beside those of its plugins', async () => {
  const config = { pipelines: { 'A B': { source: SOURCE, store: { use: 'fs' } }, C: { source: SOURCE } } }
  const folder = folderWith({ 'tamis.config.json': config })
  const error = await readSettings({}, {}, folder).catch((thrown: unknown) => thrown)
  expect((error as Error).message.split('\n')).toEqual([
    expect.stringMatching(/^pipelines\.A B: is no name of a pipeline/),
    expect.stringMatching(/^pipelines\.C: is no name of a pipeline/),
    `pipelines.A B.store.use: there is no module "fs" in ${folder}`,
  ])
})

test('a config without a pipeline, or that is none at all, is refused', () => {
  expect(() => checkConfig({ pipelines: {} }, 'f')).toThrow('pipelines: must hold at least one pipeline')
  expect(() => checkConfig(null, 'f')).toThrow('config: must be an object')
})

test('a file that is not there, is no JSON or has no default export is unreadable', async () => {
  const folder = folderWith({
    'bad.json': '{"apiKey": "CG-secret-key", oops',
    'none.mjs': 'export const config = {}',
  })
  const read = (config: string): Promise<unknown> => readSettings({ config }, {}, folder)
  await expect(read('missing.json')).rejects.toMatchObject({ code: 'config.unreadable', exitCode: 78 })
  await expect(read('none.mjs')).rejects.toMatchObject({ code: 'config.unreadable' })
  const error = await read('bad.json').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'config.unreadable' })
  expect(String(error)).not.toContain('CG-secret-key')
})

test('a link that leads nowhere is no reason to go by the defaults', async () => {
  const folder = folderWith({})
  symlinkSync(join(folder, 'gone.json'), join(folder, 'tamis.config.json'))
  await expect(readSettings({}, {}, folder)).rejects.toMatchObject({
    code: 'config.unreadable',
    message: expect.stringContaining('it is a link that leads nowhere'),
  })
})

test('two configs side by side are not chosen between', async () => {
  const folder = folderWith({ 'tamis.config.json': {}, 'tamis.config.mjs': 'export default {}' })
  await expect(readSettings({}, {}, folder)).rejects.toThrow('side by side')
})

test('imports that are not installed are named with the command that installs them', async () => {
  const folder = folderWith({
    'tamis.config.mjs': `import a from 'no-such-package'\nimport { b } from '@nobody/nothing/sub'\nexport default { a, b }`,
  })
  await expect(readSettings({}, {}, folder)).rejects.toMatchObject({
    code: 'config.unreadable',
    message: expect.stringContaining('no-such-package, @nobody/nothing'),
    hint: `Install it: cd ${folder} && npm install no-such-package @nobody/nothing`,
  })
})

test.each([
  ['no package.json', {}],
  ['a package.json of CommonJS', { 'package.json': { type: 'commonjs' } }],
  ['a package.json that says nothing', { 'package.json': {} }],
])('a config in TypeScript and what it imports are modules beside %s', async (_, files) => {
  const folder = folderWith({
    ...files,
    'paths.ts': `export const database: string = 'typed.db'`,
    'tamis.config.ts': `import type { Config } from 'tamis'
      import { database } from './paths.ts'
      export default { database, pipelines: { a: { source: { use: 'x' } } } } satisfies Config`,
  })
  expect(await readSettings({}, {}, folder)).toMatchObject({ database: 'typed.db' })
})

test('what a config imports for its types alone need not be installed', async () => {
  const folder = folderWith({
    'tamis.config.ts': `import type { Config } from 'not-there'\nimport x from 'missing'\nexport default x as Config`,
  })
  await expect(readSettings({}, {}, folder)).rejects.toThrow(/imports missing, which/)
})
