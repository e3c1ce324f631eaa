import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { emptyFolder, json, rows, tamis } from './cli.ts'

test('help shows usage, flags and examples, by --help and by help', async () => {
  const cwd = emptyFolder()
  const [flag, command] = await Promise.all([
    tamis(['quarantine', 'release', '--help'], { cwd }),
    tamis(['help', 'quarantine', 'release'], { cwd }),
  ])
  expect(flag).toMatchObject({ code: 0, stderr: '' })
  expect(flag.stdout).toMatch(
    /USAGE.*\$ tamis quarantine release.*--note.*EXAMPLES.*\$ tamis quarantine release/s,
  )
  expect(command.stdout).toBe(flag.stdout)
  expect((await tamis(['help', 'quarantin'], { cwd })).stderr).toContain('Did you mean')
})

test('the demo takes no database or config of yours, and says so', async () => {
  const cwd = emptyFolder()
  const ended = await tamis(['demo', '--database', 'mine.db', '--json'], { cwd })
  expect([ended.code, json(ended)]).toMatchObject([2, { error: { code: 'usage.invalid' } }])
  expect(existsSync(join(cwd, 'tamis-demo'))).toBe(false)
})

test('the demo runs the whole pipeline offline, one batch more each time', async () => {
  const cwd = emptyFolder()
  const env = {
    COINGECKO_DEMO_API_KEY: 'CG-Canary-in-the-demo',
    COINGECKO_BASE_URL: 'http://127.0.0.1:9/',
    TAMIS_DATABASE: 'elsewhere.db',
  }
  const first = await tamis(['demo'], { cwd, env })
  expect(first.code).toBe(0)
  expect(first.stdout).toMatch(/250 extracted = \d+ loaded \+ \d+ quarantined \+ 0 duplicates/)
  for (const part of ['Bitcoin', 'In quarantine', 'tamis why', '--database tamis-demo/market.db']) {
    expect(first.stdout).toContain(part)
  }
  expect(first.both).not.toContain('Canary')
  const second = json(await tamis(['demo', '--json'], { cwd, env }))
  expect(second).toMatchObject({ status: 'published', pipeline: 'markets', database: 'tamis-demo/market.db' })
  expect(existsSync(join(cwd, String(second.issue_file)))).toBe(true)
  expect(existsSync(join(cwd, 'elsewhere.db'))).toBe(false)
  const batches = rows(await tamis(['batches', '--database', 'tamis-demo/market.db'], { cwd }))
  expect(batches).toHaveLength(2)
})

test('after the demo a command without a database names that of the demo', async () => {
  const cwd = emptyFolder()
  expect((await tamis(['status'], { cwd })).stderr).not.toContain('--database')
  await tamis(['demo'], { cwd })
  const ended = await tamis(['status'], { cwd })
  expect([ended.code, ended.stderr]).toEqual([78, expect.stringContaining('--database tamis-demo/market.db')])
})

test('every next command that the demo prints works on its database', async () => {
  const cwd = emptyFolder()
  const { stdout } = await tamis(['demo'], { cwd })
  const next = stdout
    .split('\n')
    .filter((line) => line.includes('--database'))
    .map((line) => line.trim().split(/ {2,}/)[0] ?? '')
  expect(next).toHaveLength(4)
  for (const line of next) {
    const ended = await tamis(line.split(' ').slice(1), { cwd })
    expect([line, ended.code]).toEqual([line, 0])
  }
})

test('the sandbox prints where it listens, answers there, and ends on SIGTERM', async () => {
  const cwd = emptyFolder()
  let answered: Promise<Response> | undefined
  const ended = await tamis(['sandbox', '--size', '50', '--fault', '503:1'], {
    cwd,
    onOutput(text, kill) {
      const url = /"url":"([^"]+)"/.exec(text)?.[1]
      if (url === undefined || answered !== undefined) return
      answered = fetch(`${url}/ping`)
      void answered.finally(() => kill('SIGTERM'))
    },
  })
  expect((await answered)?.status).toBe(503)
  expect(ended.code).toBe(143)
})

test('a sandbox that cannot be is refused with the reason', async () => {
  const cwd = emptyFolder()
  await using taken = await startStandIn({ size: 1 })
  for (const args of [
    ['--fault', 'nonsense'],
    ['--data', 'missing.json'],
    ['--drift', 'much'],
    ['--port', new URL(taken.url).port],
  ]) {
    const ended = await tamis(['sandbox', ...args], { cwd })
    expect([ended.code, json(ended)]).toMatchObject([2, { error: { code: 'usage.invalid' } }])
    expect(ended.stderr).toContain(String(args[0]))
  }
})
