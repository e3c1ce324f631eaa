import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** Where what the tests install is kept between runs. */
export const CACHE = process.env.TAMIS_CACHE ?? `${ROOT}/.cache`

/** How this machine starts the built command line. */
export const TAMIS = [process.execPath, `${ROOT}/packages/cli/bin/run.js`] as const

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly input?: string
}

/** Runs a program to its end, whatever its exit code. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env } })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)))
    child.on('close', (code) =>
      resolve({ code, stdout: `${Buffer.concat(out)}`, stderr: `${Buffer.concat(err)}` }),
    )
    // A program may end without reading what it is given.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

/** Runs a program that has to succeed, and gives its standard output. */
export async function must(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options)
  if (code === 0) return stdout
  const last = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n')
  throw new Error(`${[program, ...args].join(' ').slice(0, 200)} ended with ${code}: ${last}`)
}

/** Asks again every half second until the answer is something. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  seconds: number,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`nothing for ${seconds} s: ${ask}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
