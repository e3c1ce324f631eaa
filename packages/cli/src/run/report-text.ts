import { isoTime, type RunReport } from '@tamis/core'
import { count, duration, plural, time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'

const MARKS = {
  published: green('✔'),
  unchanged: green('✔'),
  skipped: dim('–'),
  planned: dim('–'),
  rejected: red('✖'),
  failed: red('✖'),
  interrupted: yellow('!'),
} as const

export interface ReportTextOptions {
  /** Flags that the next command needs too. */
  readonly options?: string
  /** Whether to name the next command. Default true. */
  readonly next?: boolean
}

/** A run for people: what came out, where it went, what to do next. */
export function reportText(report: RunReport, { options = '', next = true }: ReportTextOptions = {}): string {
  const head = `${MARKS[report.status]} ${bold(report.status)}  ${safe(report.batchId ?? report.pipeline)}`
  const lines = [
    head,
    ...countsOf(report),
    ...findingsOf(report),
    ...tail(report, next ? nextOf(report, options) : null),
  ]
  return `${lines.join('\n')}\n`
}

function countsOf(report: RunReport): readonly string[] {
  if (report.extracted === 0) return []
  const sum = `${count(report.extracted)} extracted = ${bold(count(report.loaded))} loaded + ${count(report.quarantined)} quarantined + ${plural(report.duplicates, 'duplicate')}`
  const missing =
    report.missing > 0
      ? `, ${yellow(`${count(report.missing)} missing`)} of ${count(report.requested)} asked for`
      : ''
  const spent = `${plural(report.pages, 'page')}, ${plural(report.apiCalls, 'request')}, ${duration(report.durationMs)}`
  return [
    field('records', sum + missing),
    field('extracted', `${time(isoTime(report.extractedAt))}  ${dim(`(${spent})`)}`),
  ]
}

/** Findings by rule, the most frequent first. */
function findingsOf({ findings, warnings }: RunReport): readonly string[] {
  const rules = Object.entries(findings).sort(([, a], [, b]) => b - a)
  if (rules.length === 0) return []
  const shown = rules.slice(0, 4).map(([rule, times]) => `${safe(rule)} ${count(times)}`)
  const more = rules.length > shown.length ? ', …' : ''
  return [field('findings', `${shown.join(', ')}${more}  ${dim(`(${plural(warnings, 'warning')} only)`)}`)]
}

function tail(report: RunReport, next: string | null): readonly string[] {
  const lines: string[] = []
  if (report.issueFile !== null) lines.push(field('issue file', safe(report.issueFile)))
  return next === null ? lines : [...lines, field('next', cyan(next))]
}

function nextOf(report: RunReport, options: string): string | null {
  const id = safe(report.batchId ?? '')
  switch (report.status) {
    case 'published':
    case 'unchanged':
      return report.quarantined > 0
        ? `tamis quarantine list --batch ${id}${options}`
        : `tamis status${options}`
    case 'rejected':
    case 'failed':
      return null
    case 'interrupted':
      return report.attempt > 0 ? `tamis run --batch-id ${id}${options}` : null
    case 'skipped':
    case 'planned':
      return null
    default:
      return report.status satisfies never
  }
}

/** A line of a name and a value, the values below each other. */
export function field(name: string, value: string): string {
  return `  ${dim(name.padEnd(10))}  ${value}`
}
