import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ENTRY, emptyFolder } from './cli.ts'

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
  /** What stays on the screen, without colours. */
  readonly screen: string
}

/** An environment in which a shell finds `tamis`, and nothing of this one. */
export function shellEnvironment(cwd: string): Readonly<Record<string, string>> {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'tamis'), `#!/bin/sh\nexec '${process.execPath}' '${ENTRY}' "$@"\n`, {
    mode: 0o755,
  })
  const path = `${folder}${delimiter}${process.env.PATH ?? ''}`
  return { PATH: path, HOME: cwd, TERM: 'xterm', NODE_ENV: 'production', TZ: 'UTC' }
}

/** Runs a line of a shell on a pseudo-terminal, as somebody sits before it. */
export function onTerminal(
  line: string,
  { cwd, env, columns = 100, answers = [] }: TerminalOptions,
): Promise<OnTerminal> {
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows 50; ${line}`, '/dev/null'], {
    cwd,
    env: { ...shellEnvironment(cwd), ...env },
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
      done({ code, screen: screenOf(raw) })
    })
  })
}

/** A line that is cleared, as of progress, is gone. */
function screenOf(raw: string): string {
  const lines = raw.replaceAll(/\r+\n/g, '\n').split('\n')
  return stripVTControlCharacters(lines.map((line) => line.split('\r\u001b[K').at(-1)).join('\n'))
}
