import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { buildPipeline } from '../packages/cli/src/config/build-pipeline.ts'
import { checkConfig } from '../packages/cli/src/config/config-schema.ts'
import { jsonConfig } from '../packages/cli/src/init/config-text.ts'
import { costOf } from '../packages/cli/src/init/cost.ts'
import { configSchema, configSchemaText, currentConfigSchema } from './generate-config-schema.ts'

test('packages/cli/config.schema.json says what the code says (if not: pnpm exec node --conditions=@tamis/source scripts/generate-config-schema.ts)', () => {
  expect(currentConfigSchema()).toBe(configSchemaText())
})

const valid = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile({
  ...configSchema(),
} as object)

/** Whether tamis takes a config: its shape, and the options of its plugins. */
async function taken(config: unknown): Promise<boolean> {
  try {
    const { pipelines } = checkConfig(config, 'f')
    const [name = ''] = Object.keys(pipelines)
    const place = { file: 'f', folder: '/', cwd: '/', database: 'm.db', databaseChosen: false, issues: null }
    await buildPipeline({ ...place, observe: {}, pipelines }, name, { env: {}, readFile: () => '' })
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'TamisError') return false
    throw error
  }
}

const SOURCE = { use: '@tamis/source-coingecko' }
const RULES = '@tamis/rules-market'
const of = (pipeline: object) => ({ pipelines: { markets: { source: SOURCE, ...pipeline } } })
const from = (options: object) => of({ source: { ...SOURCE, with: options } })
const into = (options: object) => of({ store: { use: '@tamis/sink-sqlite', with: options } })
const under = (options: object) => of({ rules: [{ use: RULES, with: options }] })

test.each([
  of({}),
  { $schema: 'x', database: 'a.db', issues: null, observe: { metrics: 'm' }, ...of({}) },
  from({ universe: 'all', vsCurrency: 'EUR', precision: 'full', sparkline: true }),
  from({ universe: { ids: ['bitcoin', 'boringdao-[old]'] }, priceChangePercentage: ['1h', '1y'] }),
  from({ universe: { top: 30_000 }, requestsPerMinute: 0, concurrency: 16, precision: 18 }),
  into({ path: 'm.db', codec: 'identity', busyTimeoutMs: 0, leaseSeconds: 86_400 }),
  under({ 'volume.zero': 'warn', 'batch.anchors': 'off', 'price.stale': { severity: 'quarantine' } }),
  under({ 'batch.rows': { minimumShare: 0.5 } }),
  of({ gates: { 'batch.rows': 'warn', 'batch.anchors': { severity: 'warn', coins: ['tether'] } } }),
])('an editor and tamis both take %j', async (config) => {
  expect([valid(config), await taken(config)]).toEqual([true, true])
})

test.each([
  {},
  { pipelines: {} },
  { ...of({}), databse: 'a.db' },
  { ...of({}), issues: 3 },
  { ...of({}), observe: { metric: 'm' } },
  { pipelines: { 'Bad Name': { source: SOURCE } } },
  { pipelines: { markets: {} } },
  of({ source: { use: '' } }),
  of({ source: { ...SOURCE, wiht: {} } }),
  of({ stager: SOURCE }),
  of({ store: SOURCE, sink: SOURCE }),
  of({ rules: { use: RULES } }),
  from({ universe: 'best:5' }),
  from({ universe: { top: 0 } }),
  from({ universe: { ids: [] } }),
  from({ vsCurrency: 'US dollar' }),
  from({ priceChangePercentage: ['2h'] }),
  from({ concurrency: 17 }),
  from({ fetch: 'x' }),
  from({ pace: 3 }),
  into({ codec: 'rar' }),
  into({ leaseSeconds: 9 }),
  into({ path: '' }),
  under({ 'volume.zer': 'warn' }),
  under({ 'volume.zero': 'reject' }),
  under({ 'batch.rows': { minimumShares: 0.5 } }),
  of({ gates: { 'batch.rows': 'quarantine' } }),
  of({ gates: { 'batch.rows': { minimumShare: 'half' } } }),
])('an editor and tamis both refuse %j', async (config) => {
  expect([valid(config), await taken(config)]).toEqual([false, false])
})

test('the example and what tamis init writes are valid, and name a schema', () => {
  const example: unknown = JSON.parse(
    readFileSync(new URL('../examples/tamis.config.json', import.meta.url), 'utf8'),
  )
  const content = { universe: 'all', currency: 'usd', at: [], database: 'm.db', issues: 'issue' }
  const written: unknown = JSON.parse(
    jsonConfig({ ...content, cost: costOf(1, { key: 'none', at: [] }) }, './x.json'),
  )
  for (const config of [example, written]) {
    expect(valid(config), JSON.stringify(valid.errors)).toBe(true)
    expect(config).toHaveProperty('$schema')
  }
})
