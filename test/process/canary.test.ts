import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAULT_KINDS, type Fault, startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { json, tamis, towards } from '../cli.ts'
import { problemsOf, statesOf } from './check-database.ts'
import { inFolders } from './trial.ts'

const KEY = 'CG-Canary0123456789abcdefXYZ'
/** The key as it might look after somebody encoded it. */
const FORMS = [
  KEY,
  KEY.toLowerCase(),
  encodeURIComponent(KEY),
  Buffer.from(KEY).toString('base64').replace(/=+$/, ''),
  Buffer.from(KEY).toString('hex'),
  [...KEY].reverse().join(''),
]

function everyFile(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
}

const faults: readonly Fault[] = [
  ...FAULT_KINDS.map(
    (kind): Fault => ({ kind, times: 9, ...(kind === 'redirect' ? { value: 'http://127.0.0.1:9/' } : {}) }),
  ),
  ...[400, 401, 403, 404, 429, 500, 503].map(
    (status): Fault => ({ kind: 'status', status, times: 9, body: `{"you sent":"${KEY}"}` }),
  ),
]

test('whatever the API answers and however the run ends: a key is in no output and no file, and a market is whole or not there', {
  timeout: 600_000,
}, async () => {
  await inFolders(faults, async (fault, cwd) => {
    await using api = await startStandIn({ size: 300, faults: [fault] })
    const env = { ...towards(api.url), COINGECKO_DEMO_API_KEY: KEY, NODE_OPTIONS: '' }
    // Long waits end by signal: another way to end, and faster. By then the fault was met, mostly more than once.
    const ended = await tamis(['run', '--batch-id', 'b', '--json'], {
      cwd,
      env,
      onStart(kill) {
        const watch = setInterval(() => {
          if (api.requests.length === 0) return
          clearInterval(watch)
          setTimeout(() => kill('SIGTERM'), 1200).unref()
        }, 20).unref()
      },
    })
    expect(api.requests.length).toBeGreaterThan(0)
    const report = json(ended)
    // A signal that comes when all is said and done ends the process by itself.
    const code = ended.code ?? report.exit_code
    const whole = code === 0
    expect([0, 65, 75, 77, 78, 143], ended.both).toContain(code)
    expect([report.exit_code, report.status === 'published'], ended.both).toEqual([code, whole])
    expect(problemsOf(cwd), ended.both).toEqual([])
    expect(statesOf(cwd).includes('published'), ended.both).toBe(whole)
    const told = [ended.both, ...everyFile(cwd)]
    for (const form of FORMS) {
      expect(
        told.some((text) => text.includes(form)),
        `${JSON.stringify(fault)} tells ${form}`,
      ).toBe(false)
    }
  })
})

test('a run that died leaves no key in the write-ahead log either', async () => {
  await inFolders([1, 2, 3], async (pages, cwd) => {
    await using api = await startStandIn({ size: 1000, latencyMs: 200 })
    await tamis(['run', '--universe', 'top:1000'], {
      cwd,
      env: { ...towards(api.url), COINGECKO_PRO_API_KEY: KEY },
      onStart(kill) {
        const watch = setInterval(() => {
          if (api.requests.length <= pages) return
          clearInterval(watch)
          kill('SIGKILL')
        }, 5)
      },
    })
    const files = everyFile(cwd)
    expect(files.length).toBeGreaterThan(1)
    for (const form of FORMS) expect(files.some((text) => text.includes(form))).toBe(false)
  })
})
