import { reportedError } from '@tamis/core'
import { plural } from '../output/format.ts'
import { safeLines } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { CHECKS, type CheckResult } from './check-result.ts'

const MARKS = {
  ok: green('✔'),
  note: dim('–'),
  warning: yellow('!'),
  failed: red('✖'),
} as const
const WIDTH = Math.max(...CHECKS.map((check) => check.length))

/** The code of the first failure, which is what to mend first; 0 when nothing failed. */
export function exitCodeOf(results: readonly CheckResult[]): number {
  return results.find(({ error }) => error !== null)?.error?.exitCode ?? 0
}

/** All results as programs read them. */
export function doctorJson(results: readonly CheckResult[]): Readonly<Record<string, unknown>> {
  const first = results.find(({ error }) => error !== null)?.error ?? null
  const warned = results.some(({ status }) => status === 'warning')
  return {
    status: first === null ? (warned ? 'warning' : 'ok') : 'failed',
    checks: results.map(({ check, status, message, fix, error }) => {
      return { check, status, message, fix, code: error?.code ?? null }
    }),
    error: first === null ? null : reportedError(first),
    exit_code: exitCodeOf(results),
  }
}

/** One result for people, with what to do about it. */
export function resultText({ check, status, message, fix, error }: CheckResult): string {
  const [first = '', ...more] = safeLines(message).split('\n')
  const indent = ' '.repeat(WIDTH + 4)
  const code = error === null ? '' : dim(`  (${error.code})`)
  const lines = [
    `${MARKS[status]} ${dim(check.padEnd(WIDTH))}  ${first}${code}`,
    ...more.map((line) => indent + line),
  ]
  if (fix !== null) lines.push(`${indent}${cyan(safeLines(fix))}`)
  return `${lines.join('\n')}\n`
}

/** What it comes to. */
export function summaryText(results: readonly CheckResult[]): string {
  const number = (wanted: CheckResult['status']): number =>
    results.filter(({ status }) => status === wanted).length
  const [bad, odd] = [number('failed'), number('warning')]
  if (bad === 0 && odd === 0) return `${green('✔')} ${bold('nothing is wrong')}\n`
  const warnings = odd === 0 ? '' : plural(odd, 'warning')
  if (bad === 0) return `${yellow('!')} ${bold(warnings)}\n`
  return `${red('✖')} ${bold(`${bad} failed`)}${warnings === '' ? '' : `, ${warnings}`}; exit code ${exitCodeOf(results)}\n`
}
