import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** All of it takes an hour; a short form is part of every test run. */
export const TORTURE = process.env.TAMIS_TORTURE === '1'

export const ENTRY = resolve(import.meta.dirname, '../../packages/cli/bin/run.js')

/** Whether a program is here; where TAMIS_REQUIRE names it, its absence is an error and not a reason to skip. */
export function has(program: string, ...args: readonly string[]): boolean {
  const found = spawnSync(program, args).status === 0
  const required = (process.env.TAMIS_REQUIRE ?? '').split(',').includes(program)
  if (!found && required) throw new Error(`${program} is required and does not run here`)
  return found
}

/** Does the work for each, two at a time, each in a folder of its own. */
export async function inFolders<I>(
  items: Iterable<I>,
  work: (item: I, folder: string) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const folder = mkdtempSync(join(tmpdir(), 'tamis-trial-'))
      try {
        await work(next.value, folder)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  }
  await Promise.all([worker(), worker()])
}

/** Runs a program to its end; code is null when a signal ended it. */
export function execute(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? '', HOME: options.cwd, NODE_ENV: 'production', ...options.env },
  })
  const text = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (part: string) => {
      text[stream] += part
    })
  }
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ code, ...text }))
  })
}

export function tally(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

export function tallyText(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')
}
