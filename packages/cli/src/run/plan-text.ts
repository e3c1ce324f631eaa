import { type BatchPlan, type Estimate, planText as lineOf, type RunReport, reportToJson } from '@tamis/core'
import { count, duration, plural } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim } from '../output/style.ts'
import { field } from './report-text.ts'

export interface Planned {
  readonly report: RunReport
  readonly estimate: Estimate
}

/** What a run would take, as its last line has it; `api_calls` and `duration_ms` are what is planned. */
export function planJson({ report, estimate }: Planned): Readonly<Record<string, unknown>> {
  return { ...reportToJson(report), credits: estimate.credits }
}

/** What a run would take, for people. */
export function planText({ report, estimate }: Planned, plan: BatchPlan): string {
  const { requests, credits, durationMs, records } = estimate
  const lines = [
    `${dim('–')} ${bold('planned')}  ${safe(report.pipeline)}`,
    field(
      'asks for',
      `${safe(lineOf(plan))}${records === null ? '' : dim(`  (${plural(records, 'record')})`)}`,
    ),
    field(
      'takes',
      `${plural(requests, 'request')}, ${plural(credits, 'credit')}, about ${duration(durationMs)}`,
    ),
    field('a month', `${count(requests * 60)} requests at two runs a day`),
    field('next', cyan('tamis run')),
  ]
  return `${lines.join('\n')}\n`
}
