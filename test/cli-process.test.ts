import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { startStandIn } from '@tamis/testkit/server'
import { describe, expect, test } from 'vitest'
import { ENTRY, emptyFolder, json, tamis, towards } from './cli.ts'

/** Every older Node on the PATH. */
function olderNodes(): readonly string[] {
  const found = execFileSync('sh', ['-c', 'which -a node || true'], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
  return found.filter((node) => {
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    const [major = 0, minor = 0] = version.split('.').map(Number)
    return major < 22 || (major === 22 && minor < 18)
  })
}

const [older] = olderNodes()

test.skipIf(older === undefined)('too old a Node gives one line and exit 2, whatever was asked', async () => {
  for (const args of [[], ['--version'], ['run', '--json']]) {
    const ended = await tamis(args, { cwd: emptyFolder(), ...(older === undefined ? {} : { node: older }) })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(
      /^tamis needs Node\.js 22\.18 or newer, but this is Node\.js [\d.]+ \(.+\)\.\n$/,
    )
  }
})

test('--version is the version and nothing else', async () => {
  const ended = await tamis(['--version'], { cwd: emptyFolder() })
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('tamis alone says where to begin', async () => {
  const ended = await tamis([], { cwd: emptyFolder() })
  expect(ended.code).toBe(0)
  expect(ended.stdout).toContain('tamis demo')
  expect(ended.stdout.split('\n').length).toBeLessThan(40)
})

test('a user without home and shell is no reason to fail', async () => {
  const ended = await tamis(['run', '--dry-run'], { cwd: emptyFolder(), env: { HOME: '', SHELL: '' } })
  expect(json(ended)).toMatchObject({ status: 'planned' })
})

test('a reader that goes away ends the command as a shell expects', async () => {
  const cwd = emptyFolder()
  const entry = join(import.meta.dirname, '../packages/cli/bin/run.js')
  const script = `{ "${process.execPath}" "${entry}" rules list; echo $? > code; } | true; cat code`
  const code = execFileSync('sh', ['-c', script], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(['141\n', '0\n']).toContain(code)
})

test('a working folder that was removed is told as that', () => {
  const cwd = emptyFolder()
  const script = `mkdir gone && cd gone && rmdir ../gone && exec "${process.execPath}" "${ENTRY}" status`
  const { status, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' })
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^Error: The working folder is gone: ENOENT\nNext: /),
  ])
})

test('a disk that is full behind standard output is told with what to do next', async () => {
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(process.execPath, [ENTRY, 'rules', 'list'], {
    cwd: emptyFolder(),
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  })
  closeSync(full)
  expect(status).toBe(74)
  expect(stderr).toMatch(
    /^Error: Cannot write standard output: ENOSPC.*\nNext: {2}Check .*\(output\.unwritable\)\n$/,
  )
})

describe.concurrent('signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s stops between two transactions, and the same batch id goes on',
    async (signal, exitCode) => {
      const cwd = emptyFolder()
      await using api = await startStandIn({ size: 2000, seed: 1 })
      api.inject({ kind: 'stall', match: 6 })
      const env = towards(api.url)
      const args = ['run', '--json', '--batch-id', 'b', '--universe', 'top:2000']
      let timer: NodeJS.Timeout | undefined
      // Once the sixth page is asked for, the first ones are staged.
      const killAtSixthPage = (kill: (signal: NodeJS.Signals) => void): void => {
        timer = setInterval(() => {
          if (!api.requests.some(({ query }) => query.page === '6')) return
          clearInterval(timer)
          kill(signal)
        }, 10)
      }
      const ended = await tamis(args, { cwd, env, onStart: killAtSixthPage })
      clearInterval(timer)
      expect([ended.code, json(ended)]).toMatchObject([
        exitCode,
        {
          status: 'interrupted',
          batch_id: 'b',
          error: { code: 'run.interrupted', recovery: 'retry' },
          exit_code: exitCode,
        },
      ])
      api.clearFaults()
      const resumed = json(await tamis(args, { cwd, env }))
      expect(resumed).toMatchObject({ status: 'published', attempt: 1, pages: 8, extracted: 2000 })
      expect(Number(resumed.api_calls)).toBeLessThan(8)
    },
  )
})

const hasScript = spawnSync('script', ['--version']).status === 0

test.skipIf(!hasScript)('a terminal shows a table and progress, a pipe gets JSON and neither', async () => {
  const cwd = emptyFolder()
  await using api = await startStandIn({ size: 300, seed: 1 })
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    TERM: 'xterm',
    NODE_ENV: 'production',
    ...towards(api.url),
  }
  const entry = join(import.meta.dirname, '../packages/cli/bin/run.js')
  const onTerminal = async (args: string): Promise<string> => {
    const command = `stty cols 80; '${process.execPath}' '${entry}' ${args}`
    const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], { cwd, env })
    return stdout
  }
  const ran = await onTerminal('run --batch-id b')
  expect(ran).toContain('\u001b[K')
  expect(stripVTControlCharacters(ran)).toMatch(/✔ published {2}b\r?\n {2}records +250 extracted = /)
  const table = stripVTControlCharacters(await onTerminal('batches')).split('\r\n')
  expect(table[0]).toMatch(/^batch +state +/)
  expect(table.every((line) => line.length <= 80)).toBe(true)
  const piped = await tamis(['batches'], { cwd })
  expect(piped.both).not.toContain('\u001b')
  expect(piped.stderr).toBe('')
  const plain = await promisify(execFile)(
    'script',
    ['-qec', `'${process.execPath}' '${entry}' status`, '/dev/null'],
    {
      cwd,
      env: { ...env, NO_COLOR: '1' },
    },
  )
  expect(plain.stdout).not.toContain('\u001b')
})

test('the key is in no output, whatever goes wrong', async () => {
  const key = 'CG-Canary0123456789abcdef'
  const demo = { COINGECKO_DEMO_API_KEY: key }
  const secret = join(emptyFolder(), 'key')
  writeFileSync(secret, `${key}\n`)
  await using api = await startStandIn({ size: 300, seed: 1, keys: ['CG-another-key'] })
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    tamis(args, { cwd: emptyFolder(), env: { ...towards(api.url), ...env } })
  const ended = await Promise.all([
    run(['run', '--json'], demo),
    run(['run', '--json'], { COINGECKO_PRO_API_KEY_FILE: secret }),
    run(['run', '--universe', key], demo),
    run(['run', '--frobnicate', key], demo),
    run(['run', '--config', key], demo),
    run([key], demo),
  ])
  expect(ended.map(({ code }) => code)).toEqual([77, 77, 2, 2, 78, 2])
  for (const { both } of ended) expect(both).not.toContain('Canary')
})
