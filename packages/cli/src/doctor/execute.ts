import { execFile } from 'node:child_process'

/** What a program printed; null when it is not here, failed or took too long. */
export type Execute = (program: string, args: readonly string[]) => Promise<string | null>

const TIMEOUT_MS = 10_000

/** Runs a program of this machine that only tells something. */
export const execute: Execute = (program, args) =>
  new Promise((done) => {
    const options = { timeout: TIMEOUT_MS, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const
    execFile(program, [...args], options, (error, stdout) => done(error === null ? stdout : null))
  })
