import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ENTRY = new URL('../../packages/cli/bin/run.js', import.meta.url).pathname
const PEAK = new URL('../children/peak.mjs', import.meta.url).href

export interface CommandOptions {
  /** Where it runs, and where its database and files go. */
  readonly cwd: string
  /** Base of the API it asks, without a pace. Default: an address where nobody listens. */
  readonly url?: string
  /** Flags of Node. */
  readonly flags?: readonly string[]
  /** Called once the command runs, to stop it. */
  readonly onStart?: (kill: () => void) => void
}

export interface Ended {
  readonly code: number | null
  /** What it printed as JSON. */
  readonly report: Readonly<Record<string, unknown>>
  /** The most memory that the process took, resident. */
  readonly peakMB: number
}

/** Runs the built command as a user has it: what runs from TypeScript takes up to 90 MB more, to strip its types. */
export async function tamis(args: readonly string[], options: CommandOptions): Promise<Ended> {
  const { cwd, url = 'http://127.0.0.1:9', flags = [], onStart } = options
  const peak = join(cwd, 'peak.txt')
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    COINGECKO_BASE_URL: url,
    COINGECKO_REQUESTS_PER_MINUTE: '0',
    BENCH_PEAK: peak,
  }
  const child = spawn(process.execPath, [...flags, `--import=${PEAK}`, ENTRY, ...args, '--json'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (part: string) => {
      text[stream] += part
    })
  }
  onStart?.(() => void child.kill('SIGTERM'))
  const [code] = (await once(child, 'close')) as [number | null]
  if (text.stdout === '') throw new Error(`tamis ${args.join(' ')} ended with ${code}: ${text.stderr}`)
  return {
    code,
    report: JSON.parse(text.stdout) as Ended['report'],
    peakMB: Number(readFileSync(peak, 'utf8')),
  }
}
