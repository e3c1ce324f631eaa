import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { emptyFolder, tamis, towards } from '../cli.ts'
import { marketOf, problemsOf, statesOf } from './check-database.ts'
import { argsOf, resume } from './resume.ts'
import { ENTRY, execute, has, inFolders, TORTURE, tally, tallyText } from './trial.ts'

const CALLS = ['pwrite64', 'fsync', 'ftruncate', 'unlink', 'rename'] as const
const BATCH = { batchId: 'b', top: 20 }
const ARGS = argsOf(BATCH)
const STEP = TORTURE ? 1 : 5

interface Injection {
  readonly call: string
  readonly what: string
  /** `7`: the seventh call; `7+`: it and all that follow. */
  readonly when: string
}

function traced(cwd: string, env: Record<string, string>, options: readonly string[]) {
  const strace = ['-f', '-qq', ...options, process.execPath, ENTRY, ...ARGS]
  return execute('strace', strace, { cwd, env })
}

/** How often a clean run makes each call. */
async function callsOf(env: Record<string, string>): Promise<ReadonlyMap<string, number>> {
  const cwd = emptyFolder()
  const file = join(cwd, 'calls')
  const { code, stderr } = await traced(cwd, env, ['-c', '-o', file, '-e', `trace=${CALLS.join()}`])
  expect(code, stderr).toBe(0)
  const lines = readFileSync(file, 'utf8').split('\n')
  return new Map(
    CALLS.map((call) => {
      const columns = lines
        .find((line) => line.trimEnd().endsWith(` ${call}`))
        ?.trim()
        .split(/\s+/)
      return [call, Number(columns?.[3] ?? 0)]
    }),
  )
}

function injectionsOf(calls: ReadonlyMap<string, number>): readonly Injection[] {
  const numbers = (call: string): readonly number[] =>
    Array.from({ length: Math.ceil((calls.get(call) ?? 0) / STEP) }, (_, at) => at * STEP + 1)
  const every = (call: string, what: string, all = '') =>
    numbers(call).map((n) => ({ call, what, when: `${n}${all}` }))
  return [
    ...CALLS.flatMap((call) => every(call, 'signal=SIGKILL')),
    ...every('pwrite64', 'error=ENOSPC', '+'),
    ...(TORTURE ? every('pwrite64', 'error=ENOSPC') : []),
    ...(TORTURE ? every('pwrite64', 'error=EIO') : []),
    ...every('fsync', 'error=EIO'),
    ...every('rename', 'error=ENOSPC'),
  ]
}

test.skipIf(!has('strace', '-V'))(
  `a death, a full disk or an I/O error at call 1, ${1 + STEP}, … of a run tears nothing`,
  {
    timeout: TORTURE ? 5_400_000 : 600_000,
  },
  async () => {
    await using api = await startStandIn({ size: 20, seed: 1, observedAt: new Date('2026-11-22') })
    const env = towards(api.url)
    const clean = emptyFolder()
    expect((await tamis(ARGS, { cwd: clean, env })).code).toBe(0)
    const market = marketOf(clean, 'b')
    const found = new Map<string, number>()
    const injections = injectionsOf(await callsOf(env))
    let trial = 0
    await inFolders(injections, async ({ call, what, when }, cwd) => {
      const where = `${call} ${when} ${what}`
      const killed = what.startsWith('signal')
      const log = join(cwd, 'calls')
      // Quicker by half, but strace injects no signal with it.
      const filter = killed ? [] : ['--seccomp-bpf']
      const options = [
        ...filter,
        '-o',
        log,
        '-e',
        `trace=${call}`,
        '-e',
        `inject=${call}:${what}:when=${when}`,
      ]
      const hit = await traced(cwd, env, options)
      const met = hit.code === null || readFileSync(log, 'utf8').includes('INJECTED')
      const states = statesOf(cwd).join() || 'nothing was there'
      const how = met ? (killed ? `killed while ${states}` : `exit ${hit.code}`) : 'not met'
      tally(found, `${what}: ${how}`)
      expect(problemsOf(cwd), where).toEqual([])
      if (hit.code !== 0 && !killed) {
        expect(hit.code, `${where}\n${hit.stdout}${hit.stderr}`).toBe(74)
        expect(JSON.parse(hit.stdout).exit_code).toBe(74)
      }
      const [code, status, told] = await resume(trial++, cwd, api.url, BATCH)
      expect([code, status], `${where}\n${told}`).toEqual([0, expect.stringMatching(/published|unchanged/)])
      expect(problemsOf(cwd), where).toEqual([])
      expect(marketOf(cwd, 'b') === market, where).toBe(true)
    })
    const missed = [...found]
      .filter(([name]) => name.endsWith('not met'))
      .reduce((sum, [, times]) => sum + times, 0)
    expect(missed).toBeLessThan(injections.length / 10)
    console.log(`${injections.length} injections: ${tallyText(found)}`)
  },
)
