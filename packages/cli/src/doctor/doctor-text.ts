import { errorJson } from '../errors/error-json.ts'
import { plural } from '../output/format.ts'
import { safeLines } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { CHECKS, type Finding } from './finding.ts'

const MARKS = {
  ok: green('✔'),
  note: dim('–'),
  warning: yellow('!'),
  failed: red('✖'),
} as const
const WIDTH = Math.max(...CHECKS.map((check) => check.length))

/** The code of the first failure, which is what to mend first; 0 when nothing failed. */
export function exitCodeOf(findings: readonly Finding[]): number {
  return findings.find(({ error }) => error !== null)?.error?.exitCode ?? 0
}

/** All findings as programs read them. */
export function doctorJson(findings: readonly Finding[]): Readonly<Record<string, unknown>> {
  const first = findings.find(({ error }) => error !== null)?.error ?? null
  const warned = findings.some(({ status }) => status === 'warning')
  return {
    status: first === null ? (warned ? 'warning' : 'ok') : 'failed',
    checks: findings.map(({ check, status, message, fix, error }) => {
      return { check, status, message, fix, code: error?.code ?? null }
    }),
    error: first === null ? null : errorJson(first),
    exit_code: exitCodeOf(findings),
  }
}

/** One finding for people, with what to do about it. */
export function findingText({ check, status, message, fix, error }: Finding): string {
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
export function summaryText(findings: readonly Finding[]): string {
  const number = (wanted: Finding['status']): number =>
    findings.filter(({ status }) => status === wanted).length
  const [bad, odd] = [number('failed'), number('warning')]
  if (bad === 0 && odd === 0) return `${green('✔')} ${bold('nothing is wrong')}\n`
  const warnings = odd === 0 ? '' : plural(odd, 'warning')
  if (bad === 0) return `${yellow('!')} ${bold(warnings)}\n`
  return `${red('✖')} ${bold(`${bad} failed`)}${warnings === '' ? '' : `, ${warnings}`}; exit code ${exitCodeOf(findings)}\n`
}
