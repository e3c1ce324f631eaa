import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const BIN = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'run.js')

/** Runs a script of Node as its reader would, in an empty folder. */
async function inEmptyFolder(
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-example-'))
  const env = { ...process.env, NODE_ENV: 'production' }
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: folder, env })
  return { stdout, folder }
}

test('run.ts publishes a batch with the library alone', async () => {
  const { stdout, folder } = await inEmptyFolder(join(import.meta.dirname, 'run.ts'))
  expect(stdout).toMatch(/^published: 50 = \d+ \+ \d+ \+ 0\n$/)
  expect(existsSync(join(folder, 'market.db'))).toBe(true)
})

test('own-rule.ts keeps out what a rule of one’s own objects to', async () => {
  const { stdout } = await inEmptyFolder(join(import.meta.dirname, 'own-rule.ts'))
  const [awake = 0, asleep = 0] = [...stdout.matchAll(/\d+/g)].map(([number]) => Number(number))
  expect(awake + asleep).toBe(250)
  expect(asleep).toBeGreaterThan(0)
})

test('zod-rule.ts keeps out what a zod schema objects to', async () => {
  const { stdout } = await inEmptyFolder(join(import.meta.dirname, 'zod-rule.ts'))
  expect(stdout).toMatch(/^\d{3} listed, [1-9]\d* findings of the schema\n$/)
})

test('two-sources.ts runs two sources into one database at once, and joins them', async () => {
  const { stdout } = await inEmptyFolder(join(import.meta.dirname, 'two-sources.ts'))
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^markets: published, 2\d\d loaded, \d+ in quarantine$/),
    'north-star: published, 247 loaded, 2 in quarantine',
    '4 in both, 0 of them more than 5 % apart',
    '',
  ])
})

test.each([
  ['tamis.config.ts', 'dollars', 'top:250'],
  ['tamis.config.ts', 'euros', 'ids:bitcoin,ethereum,tether'],
  ['tamis.config.json', 'markets', 'top:100'],
])('%s defines the pipeline %s', async (file, pipeline, universe) => {
  const config = join(import.meta.dirname, file)
  const { stdout, folder } = await inEmptyFolder(
    BIN,
    'run',
    pipeline,
    '--dry-run',
    '--json',
    '--config',
    config,
  )
  const asked = universe.startsWith('top:') ? Number(universe.slice(4)) : universe.split(',').length
  expect(JSON.parse(stdout)).toMatchObject({ status: 'planned', pipeline, requested: asked, exit_code: 0 })
  expect(existsSync(join(folder, 'data'))).toBe(false)
})
