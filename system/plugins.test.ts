import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { afterAll, expect, test } from 'vitest'
import { startExchange } from '../examples/exchange-server.ts'
import { stepsOf } from '../test/docs-steps.ts'
import { must, ROOT, run } from './command.ts'
import { packAndInstall } from './packed.ts'
import { describePart, prepare } from './part.ts'

const KINDS = ['source', 'stager', 'rule', 'sink', 'command'] as const
type Kind = (typeof KINDS)[number]

/** As a stranger makes them: outside the workspace, from what is published, with npm. */
const packed = await prepare(() => packAndInstall('plugins'))

describePart('packages', packed, ({ folder, registry }) => {
  afterAll(() => registry[Symbol.asyncDispose]())
  const env = {
    NODE_ENV: 'production',
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    // Commands are installed for a user: one who lives here.
    HOME: folder,
    XDG_DATA_HOME: join(folder, 'share'),
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, 'npm'),
  }
  const tamis = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    must('npx', ['tamis', ...args, '--json'], { cwd: folder, env: { ...env, ...more } })

  /** Begins a package, runs what its README says, and packs it. */
  async function make(kind: Kind): Promise<string> {
    const began = Date.now()
    const name = `@acme/tamis-${kind}-mine`
    const made = JSON.parse(await tamis(['plugin', 'new', kind, name, '--dir', `made/${kind}`]))
    const cwd: string = made.folder
    const npm = (...args: string[]) => must('npm', args, { cwd, env: { ...env, NODE_ENV: '' } })
    await npm('install', '--no-audit', '--no-fund')
    for (const script of ['test', 'lint', 'build']) await npm('run', script)
    await npm('pack', '--silent')
    console.log(
      `${kind}: written, installed, tested, linted, built and packed in ${(Date.now() - began) / 1000} s`,
    )
    return join(cwd, `acme-tamis-${kind}-mine-0.1.0.tgz`)
  }

  async function install(tarball: string): Promise<void> {
    await must('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: folder, env })
  }

  async function configure(pipeline: object): Promise<void> {
    const config = { database: 'data/market.db', pipelines: { mine: pipeline } }
    await writeFile(join(folder, 'tamis.config.json'), JSON.stringify(config))
  }

  test('a source of one’s own, from template to database', async () => {
    await using exchange = await startExchange()
    await install(await make('source'))
    await configure({ source: { use: '@acme/tamis-source-mine' } })
    const report = JSON.parse(await tamis(['run'], { MINE_BASE_URL: exchange.url }))
    expect(report).toMatchObject({ status: 'published', extracted: 250, loaded: 247, pages: 3 })
    const sql = 'select count(*) as markets from mine_tickers_latest'
    expect(JSON.parse(await tamis(['sql', sql]))).toEqual([{ markets: 247 }])
  })

  test('a rule of one’s own judges with what earlier batches said', async () => {
    await install(await make('rule'))
    await using api = await startStandIn({ size: 100, seed: 1 })
    const source = { use: '@tamis/source-coingecko', with: { universe: { top: 50 }, requestsPerMinute: 0 } }
    await configure({ source, rules: [{ use: '@acme/tamis-rule-mine', with: { maxRatio: 3, batches: 4 } }] })
    const towards = { COINGECKO_BASE_URL: api.url, TAMIS_DATABASE: 'rule.db' }
    const rules = JSON.parse(await tamis(['rules', 'list'], towards))
    const mine = { id: 'mine', settings: { maxRatio: 3, batches: 4 } }
    expect(rules).toContainEqual(expect.objectContaining(mine))
    const report = JSON.parse(await tamis(['run'], towards))
    expect(report).toMatchObject({ status: 'published', loaded: 50, findings: {} })
  })

  test('a stager and a sink of one’s own, each beside SQLite and both together, replay included', async () => {
    await install(await make('stager'))
    await install(await make('sink'))
    await using api = await startStandIn({ size: 100, seed: 1 })
    const source = { use: '@tamis/source-coingecko', with: { universe: { top: 50 }, requestsPerMinute: 0 } }
    const rules = [{ use: '@tamis/rules-market' }]
    const stager = { use: '@acme/tamis-stager-mine', with: { path: 'data/pages' } }
    const sink = { use: '@acme/tamis-sink-mine', with: { path: 'data/lines' } }
    const sqlite = { use: '@tamis/sink-sqlite' }
    for (const [at, store] of [
      { stager, sink: sqlite },
      { stager: sqlite, sink },
      { stager, sink },
    ].entries()) {
      await configure({ source, rules, ...store })
      const towards = { COINGECKO_BASE_URL: api.url, TAMIS_DATABASE: `store-${at}.db` }
      const id = ['--batch-id', `batch-${at}`]
      const report = JSON.parse(await tamis(['run', ...id], towards))
      expect(report).toMatchObject({ status: 'published', extracted: 50, api_calls: 1 })
      const again = JSON.parse(await tamis(['run', ...id], towards))
      expect(again).toMatchObject({ status: 'unchanged', api_calls: 0 })
      const { batches } = JSON.parse(await tamis(['replay', '--batch', `batch-${at}`], towards))
      expect(batches).toMatchObject([{ status: 'unchanged', revision: 1 }])
    }
    const text = await readFile(join(folder, 'data/lines/batches/batch-2.jsonl'), 'utf8')
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines[0]).toMatchObject({ batch: { batchId: 'batch-2', state: 'published' } })
    expect(lines.filter(({ record }) => record !== undefined)).toContainEqual(
      expect.objectContaining({ record: expect.objectContaining({ coin_id: 'bitcoin' }) }),
    )
  })

  test('docs/writing-a-source.md, followed to the letter in an empty folder', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'tamis-reader-'))
    const steps = stepsOf(join(ROOT, 'docs/writing-a-source.md'))
    const port = String(20_000 + (process.pid % 20_000))
    const script = steps.map((step) =>
      'commands' in step
        ? step.commands.replaceAll('8080', port)
        : `cat > '${step.path}' <<'END'\n${step.content}END\n`,
    )
    // What is started in the background ends with the shell, as it does with a reader's terminal.
    const whole = `set -meuo pipefail; trap 'kill -- -$!' EXIT\n${script.join('')}`
    const out = await must('bash', ['-c', whole], { cwd, env: { ...env, PORT: port, NODE_ENV: '' } })
    const results = out
      .trim()
      .split('\n')
      .slice(-4)
      .map((line) => JSON.parse(line))
    expect(results).toMatchObject([
      { status: 'published', extracted: 230, loaded: 229, quarantined: 1, findings: { 'price.zero': 1 } },
      [{ coin_id: 'coin-4', rules: ['price.zero'] }],
      { coin_id: 'coin-4', outcome: 'quarantined', page: 1, position: 4 },
      [{ coin_id: 'coin-0' }, { coin_id: 'coin-1' }, { coin_id: 'coin-2' }],
    ])
  })

  test('a command of one’s own is installed for its user and reads the database', async () => {
    const tarball = await make('command')
    await tamis(['demo'])
    const installed = JSON.parse(await tamis(['plugins', 'install', tarball]))
    expect(installed).toMatchObject({ name: '@acme/tamis-command-mine', commands: ['mine'] })
    const sizes = JSON.parse(await tamis(['mine', '--database', 'tamis-demo/market.db']))
    expect(sizes).toEqual([expect.objectContaining({ currency: 'usd', coins: expect.any(Number) })])
    const none = await run('npx', ['tamis', 'mine', '--database', 'none.db'], { cwd: folder, env })
    expect(none).toMatchObject({ code: 78, stderr: expect.stringContaining('tamis run') })
  })
})
