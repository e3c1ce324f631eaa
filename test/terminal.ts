import { spawn, spawnSync } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { ENTRY } from './cli.ts'

/** Whether this machine can make a pseudo-terminal. */
export const HAS_TERMINAL = spawnSync('script', ['--version']).status === 0

export interface TerminalOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  /** What is typed, each once the text before it is on the screen. */
  readonly answers?: readonly (readonly [shown: string, typed: string])[]
}

export interface OnTerminal {
  readonly code: number | null
  /** All that was written to the terminal, without what moves the cursor or colours. */
  readonly screen: string
  /** The same as it came. */
  readonly raw: string
}

/** Runs the built command on a pseudo-terminal, as somebody sits before it. */
export function tamisOnTerminal(
  args: readonly string[],
  { cwd, env, columns = 100, answers = [] }: TerminalOptions,
): Promise<OnTerminal> {
  const words = [process.execPath, ENTRY, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
  const line = `stty cols ${columns} rows 50; exec ${words.join(' ')}`
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: cwd,
      TERM: 'xterm',
      NODE_ENV: 'production',
      TZ: 'UTC',
      ...env,
    },
  })
  const waiting = [...answers]
  let raw = ''
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text
    const [next] = waiting
    const at = next === undefined ? -1 : stripVTControlCharacters(raw).indexOf(next[0], seen)
    if (next === undefined || at < 0) return
    seen = at + next[0].length
    waiting.shift()
    child.stdin.write(next[1])
  })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => {
      child.stdin.destroy()
      done({ code, raw, screen: stripVTControlCharacters(raw).replaceAll('\r\n', '\n') })
    })
  })
}
