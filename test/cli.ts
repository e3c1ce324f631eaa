import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'

/** The built command. */
export const ENTRY = resolve(import.meta.dirname, '../packages/cli/bin/run.js')

/** What a command left behind. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Both streams as they came: what Airflow takes the last line of. */
  readonly both: string
}

export interface CommandOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Called once the command runs, to stop it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
  /** Called as output comes. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
  /** Default: the Node that runs the tests. */
  readonly node?: string
}

/** Runs the built command as a user does, in an environment that holds nothing of this one. */
export function tamis(args: readonly string[], options: CommandOptions): Promise<Ended> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: options.cwd,
    NODE_ENV: 'production',
    TZ: 'UTC',
    ...options.env,
  }
  const child = spawn(options.node ?? process.execPath, [ENTRY, ...args], { cwd: options.cwd, env })
  const text = { stdout: '', stderr: '', both: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (part: string) => {
      text[stream] += part
      text.both += part
      options.onOutput?.(part, (signal) => child.kill(signal))
    })
  }
  options.onStart?.((signal) => child.kill(signal))
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ code, ...text }))
  })
}

/** The environment in which the command takes it to be this time throughout. */
export function standingAt(time: string): Record<string, string> {
  return { FIXED_CLOCK: time, NODE_OPTIONS: `--import=${new URL('fixed-clock.mjs', import.meta.url)}` }
}

const folders: string[] = []
// Not onTestFinished: tests that run side by side would take each other's folders away.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** An empty folder, gone after the tests of the file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-e2e-'))
  folders.push(folder)
  return folder
}

/** The environment that sends a command to a stand-in, unpaced. */
export function towards(url: string): Record<string, string> {
  return { COINGECKO_BASE_URL: url, COINGECKO_REQUESTS_PER_MINUTE: '0' }
}

/** The one JSON value that stdout holds. */
export function json({ stdout }: Ended): Record<string, unknown> {
  const lines = stdout.split('\n')
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`Not one line: ${JSON.stringify(stdout)}`)
  return JSON.parse(lines[0] ?? '')
}

/** The rows that stdout holds. */
export function rows(ended: Ended): readonly Record<string, unknown>[] {
  const value: unknown = json(ended)
  if (!Array.isArray(value)) throw new Error(`Not rows: ${ended.stdout}`)
  return value
}

/** The address of an API where nobody listens. */
export async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return `http://127.0.0.1:${port}/api/v3`
}
