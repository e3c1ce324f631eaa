import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { emptyFolder, json, nobody, rows, tamis, towards } from './cli.ts'

const PACKAGES = resolve(import.meta.dirname, '../packages')

/** A project that installed what its config imports. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'node_modules/@tamis'), { recursive: true })
  for (const name of ['core', 'rules-market', 'sink-sqlite', 'source-coingecko']) {
    symlinkSync(join(PACKAGES, name), join(folder, 'node_modules/@tamis', name))
  }
  symlinkSync(join(PACKAGES, 'cli'), join(folder, 'node_modules/tamis'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const TYPESCRIPT = `
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { defineConfig } from 'tamis'

export default defineConfig({
  database: 'my/market.db',
  issues: 'my/issue',
  pipelines: {
    usd: { source: { use: coingeckoMarkets, with: { universe: { top: 20 } } }, store: { use: sqlite }, rules: [{ use: marketRules }] },
    eur: {
      source: { use: coingeckoMarkets, with: { universe: { ids: ['bitcoin', 'ethereum'] }, vsCurrency: 'eur' } },
      store: { use: sqlite },
      rules: [{ use: marketRules, with: { 'volume.zero': 'warn' } }],
      gates: { 'batch.anchors': 'off' },
    },
  },
})
`

test('a TypeScript config runs two pipelines into one database, nothing mixed', async () => {
  await using api = await startStandIn({ size: 100, seed: 1 })
  const cwd = project({ 'tamis.config.ts': TYPESCRIPT })
  const env = towards(api.url)
  expect(json(await tamis(['run', 'usd'], { cwd, env }))).toMatchObject({
    status: 'published',
    pipeline: 'usd',
    extracted: 20,
  })
  expect(json(await tamis(['run', 'eur'], { cwd, env }))).toMatchObject({
    status: 'published',
    pipeline: 'eur',
    extracted: 2,
  })
  expect(existsSync(join(cwd, 'my/market.db'))).toBe(true)
  const counts = await tamis(
    ['sql', 'select pipeline, vs_currency, count(*) n from crypto_markets_latest group by 1, 2 order by 1'],
    { cwd, env },
  )
  expect(rows(counts)).toMatchObject([
    { pipeline: 'eur', vs_currency: 'eur', n: 2 },
    { pipeline: 'usd', vs_currency: 'usd' },
  ])
  expect((await tamis(['batches', '--pipeline', 'gbp'], { cwd, env })).code).toBe(2)
  expect(rows(await tamis(['status'], { cwd, env })).map(({ pipeline }) => pipeline)).toEqual(['eur', 'usd'])
  const one = json(await tamis(['why', 'bitcoin', '--pipeline', 'eur'], { cwd, env }))
  expect(one).toMatchObject({ pipeline: 'eur', outcome: 'loaded' })
  const [theirs] = rows(await tamis(['batches', '--pipeline', 'usd'], { cwd, env }))
  const batch = ['--batch', String(theirs?.batch_id)]
  for (const args of [
    ['replay', 'eur', ...batch],
    ['quarantine', 'export', '--pipeline', 'eur', ...batch],
    ['quarantine', 'list', '--pipeline', 'eur', ...batch],
    ['quarantine', 'release', 'bitcoin', '--note', 'n', '--pipeline', 'eur', ...batch],
  ]) {
    const refused = await tamis(args, { cwd, env })
    expect([refused.code, json(refused)]).toMatchObject([
      2,
      { error: { code: 'batch.id_taken', hint: 'Name its own pipeline, usd.' } },
    ])
  }
})

test('another universe beside a config is published and never the latest', async () => {
  await using api = await startStandIn({ size: 100, seed: 1 })
  const cwd = project({ 'tamis.config.ts': TYPESCRIPT })
  const env = towards(api.url)
  await tamis(['run', 'usd', '--batch-id', 'usual'], { cwd, env })
  expect(
    json(await tamis(['run', 'usd', '--batch-id', 'other', '--universe', 'top:5'], { cwd, env })),
  ).toMatchObject({ status: 'published' })
  const latest = await tamis(['sql', 'select distinct batch_id from crypto_markets_latest'], { cwd, env })
  expect(rows(latest)).toEqual([{ batch_id: 'usual' }])
})

test('a TypeScript config whose imports are not installed exits 78 with the install command', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'tamis.config.ts'), TYPESCRIPT)
  // As the shims of pnpm have it: a folder that `require` looks into, and `import` does not.
  const env = { ...towards(await nobody()), NODE_PATH: resolve('node_modules') }
  const ended = await tamis(['run', 'usd'], { cwd, env })
  expect([ended.code, json(ended)]).toMatchObject([78, { error: { code: 'config.unreadable' } }])
  expect(ended.stderr).toContain(
    'npm install @tamis/rules-market @tamis/sink-sqlite @tamis/source-coingecko tamis',
  )
})

test('a JSON config needs nothing installed, and may bring a rule of its own', async () => {
  await using api = await startStandIn({ size: 100, seed: 1 })
  const rule = `export default { kind: 'rule', id: 'own.cheap', version: 1, summary: 'Costs less than a dollar.', severity: 'quarantine',
    check: (record) => record.current_price >= 1 ? 'pass' : { code: 'cheap', message: 'price ' + record.current_price } }`
  const config = {
    pipelines: {
      dear: {
        source: { use: '@tamis/source-coingecko', with: { universe: 'top:50' } },
        rules: [{ use: './cheap.mjs' }],
      },
    },
  }
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'tamis.config.json'), JSON.stringify(config))
  writeFileSync(join(cwd, 'cheap.mjs'), rule)
  const report = json(await tamis(['run'], { cwd, env: towards(api.url) }))
  expect(report).toMatchObject({ status: 'published', pipeline: 'dear', extracted: 50 })
  expect(report.findings).toEqual({ 'own.cheap': report.quarantined })
  expect(Number(report.quarantined)).toBeGreaterThan(0)
})

test('a rule that throws ends the run with an error that names it, and the batch stays', async () => {
  await using api = await startStandIn({ size: 100, seed: 1 })
  const cwd = emptyFolder()
  const throwing = `export default { kind: 'rule', id: 'own.broken', version: 1, summary: 's', severity: 'warn', check() { throw new Error('oops') } }`
  const config = {
    pipelines: {
      p: {
        source: { use: '@tamis/source-coingecko', with: { universe: 'top:50' } },
        rules: [{ use: './broken.mjs' }],
      },
    },
  }
  writeFileSync(join(cwd, 'tamis.config.json'), JSON.stringify(config))
  writeFileSync(join(cwd, 'broken.mjs'), throwing)
  const ended = await tamis(['run', '--batch-id', 'b'], { cwd, env: towards(api.url) })
  expect([ended.code, json(ended)]).toMatchObject([1, { status: 'failed', error: { code: 'rule.failed' } }])
  expect(ended.stderr).toContain('own.broken')
  writeFileSync(join(cwd, 'broken.mjs'), throwing.replace("throw new Error('oops')", "return 'pass'"))
  expect(json(await tamis(['run', '--batch-id', 'b'], { cwd, env: towards(await nobody()) }))).toMatchObject({
    status: 'published',
    api_calls: 0,
  })
})
