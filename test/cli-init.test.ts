import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, json, nobody, tamis, towards } from './cli.ts'
import { HAS_TERMINAL, onTerminal } from './terminal.ts'

const DOWN = '\u001b[B'
const ENTER = '\r'

test('without a terminal and without flags it says what to give, and writes nothing', async () => {
  const cwd = emptyFolder()
  const ended = await tamis(['init'], { cwd })
  expect([ended.code, json(ended)]).toMatchObject([2, { error: { code: 'usage.invalid' } }])
  expect(ended.stderr).toContain('tamis init --universe top:250')
  expect(readdirSync(cwd)).toEqual([])
})

test.each(['tamis.config.ts', 'tamis.config.json'])(
  '%s from flags is a config that runs with nothing installed',
  async (config) => {
    const cwd = emptyFolder()
    const flags = ['--universe', 'ids:bitcoin,ethereum', '--currency', 'eur', '--database', 'mine/m.db']
    const done = json(await tamis(['init', ...flags, '--config', config], { cwd }))
    expect(done).toMatchObject({
      status: 'written',
      requests_per_run: 1,
      requests_per_month: 60,
      key: 'none',
    })
    const planned = json(await tamis(['run', '--dry-run'], { cwd, env: towards(await nobody()) }))
    expect(planned).toMatchObject({ status: 'planned', pipeline: 'markets', requested: 2 })
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['.env', '/mine/m.db*', '/mine/issue/']),
    )
  },
)

test('the schema of a config is that of the tamis installed there, and of no folder that only Node looks in', async () => {
  const [cwd, elsewhere] = [emptyFolder(), emptyFolder()]
  for (const folder of [cwd, elsewhere]) {
    mkdirSync(join(folder, 'node_modules/tamis'), { recursive: true })
    writeFileSync(join(folder, 'node_modules/tamis/config.schema.json'), '{}')
  }
  const env = { NODE_PATH: join(elsewhere, 'node_modules') }
  const schemaOf = async (config: string, folder: string): Promise<unknown> => {
    await tamis(['init', '--yes', '--config', config], { cwd: folder, env })
    return JSON.parse(readFileSync(join(folder, config), 'utf8')).$schema
  }
  expect(await schemaOf('tamis.config.json', cwd)).toBe('./node_modules/tamis/config.schema.json')
  expect(await schemaOf('a/b/tamis.config.json', cwd)).toBe('../../node_modules/tamis/config.schema.json')
  expect(await schemaOf('tamis.config.json', emptyFolder())).toMatch(/^https:/)
})

test('the command that it prints does the same again, byte for byte', async () => {
  const [first, second] = [emptyFolder(), emptyFolder()]
  const flags = ['--universe', "ids:boringdao-[old],1move token,o'neil", '--key', 'demo', '--at', 'none']
  const done = json(await tamis(['init', ...flags, '--database', 'my data/$HOME.db'], { cwd: first }))
  const words = [...String(done.command).matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)]
  const args = words.slice(1).map(([, quoted, plain]) => quoted?.replaceAll("'\\''", "'") ?? plain ?? '')
  expect(json(await tamis(args, { cwd: second }))).toEqual(done)
  const read = (folder: string) =>
    ['tamis.config.ts', '.env.example', '.gitignore'].map((name) => readFileSync(join(folder, name), 'utf8'))
  expect(read(second)).toEqual(read(first))
  expect(json(await tamis(['run', '--dry-run'], { cwd: second }))).toMatchObject({ requested: 3 })
})

test('it writes over nothing: a config stops it, other files are kept, ignore rules are added', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, '.gitignore'), 'node_modules\n.env')
  writeFileSync(join(cwd, '.env.example'), 'MINE=')
  expect(json(await tamis(['init', '--yes'], { cwd })).files).toEqual([
    { path: 'tamis.config.ts', action: 'written' },
    { path: '.env.example', action: 'kept' },
    { path: '.gitignore', action: 'extended' },
  ])
  expect(readFileSync(join(cwd, '.env.example'), 'utf8')).toBe('MINE=')
  expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toMatch(/^node_modules\n\.env\n\n# tamis/)
  const before = readFileSync(join(cwd, 'tamis.config.ts'), 'utf8')
  for (const again of [['--yes'], ['--yes', '--config', 'tamis.config.json']]) {
    const ended = await tamis(['init', ...again], { cwd })
    expect([ended.code, ended.stderr]).toEqual([
      2,
      expect.stringContaining('tamis.config.ts is there already'),
    ])
  }
  expect(readFileSync(join(cwd, 'tamis.config.ts'), 'utf8')).toBe(before)
  expect(existsSync(join(cwd, 'tamis.config.json'))).toBe(false)
})

test('answers that cannot be are named at once by their flags, and nothing is written', async () => {
  const cwd = emptyFolder()
  const flags = ['--universe', 'best:5', '--currency', '$', '--database', ':memory:']
  const ended = await tamis(['init', ...flags], { cwd })
  expect(ended.code).toBe(2)
  for (const flag of ['--universe: must', '--currency: must', '--database: must'])
    expect(ended.stderr).toContain(flag)
  expect(readdirSync(cwd)).toEqual([])
})

test('the key is asked for by its kind alone, and one in the environment is in no file', async () => {
  const cwd = emptyFolder()
  const env = { COINGECKO_PRO_API_KEY: 'CG-Canary0123456789' }
  const ended = await tamis(['init', '--yes'], { cwd, env })
  expect(json(ended)).toMatchObject({ key: 'pro', monthly_quota: null })
  const files = readdirSync(cwd).map((name) => readFileSync(join(cwd, name), 'utf8'))
  expect([...files, ended.both].join('\n')).not.toContain('Canary')
})

test.skipIf(!HAS_TERMINAL)('on a terminal it asks, and tells what each answer costs', async () => {
  const cwd = emptyFolder()
  const { code, screen } = await onTerminal('tamis init', {
    cwd,
    answers: [
      ['Which CoinGecko key', DOWN + ENTER],
      ['Which coins', DOWN + DOWN + ENTER],
      ['currency', `eur${ENTER}`],
      ['When is it to run', ENTER],
      ['Where is the database', ENTER],
    ],
  })
  expect(code).toBe(0)
  expect(screen).toMatch(/The whole market: \d+ requests a run/)
  expect(screen).toMatch(/At 05:00 and 17:00 UTC: [\d,]+ of 10,000 requests a month/)
  const command =
    'tamis init --universe all --currency eur --key demo --at 05:00,17:00 --database data/market.db'
  expect(screen).toContain(command)
  expect(readFileSync(join(cwd, 'tamis.config.ts'), 'utf8')).toContain("vsCurrency: 'eur'")
})

test.skipIf(!HAS_TERMINAL)('Ctrl-C at a question ends it with 130 and nothing written', async () => {
  const cwd = emptyFolder()
  const { code, screen } = await onTerminal('tamis init --key none', {
    cwd,
    answers: [
      ['Which coins', ENTER],
      ['currency', '\u0003'],
    ],
  })
  expect([code, readdirSync(cwd)]).toEqual([130, []])
  expect(screen).not.toContain('Which CoinGecko key')
  expect(screen).toContain('Nothing was written')
})
