import { isoTime } from '@tamis/core'
import type { PipelineStatus } from '@tamis/sink-sqlite/read'
import { bytes, count, duration, plural, sparkline, time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'
import { nextDue } from './next-due.ts'
import { stateText } from './state-text.ts'
import { isOverdue, nextStep } from './status-json.ts'

const STALE_MS = 24 * 3_600_000

export interface StatusTextOptions {
  readonly now: number
  /** Flags that the next command needs too. */
  readonly options: string
}

/** How a pipeline is, on one screen. */
export function statusText(
  status: PipelineStatus,
  path: string,
  { now, options }: StatusTextOptions,
): string {
  const lines = [
    bold(safe(status.pipeline)),
    ...latestOf(status),
    ...gatesOf(status),
    ...trendOf(status),
    ...status.pending.map((batch) =>
      field(
        'waiting',
        `${safe(batch.batchId)}  ${stateText(batch.parkedAt === null ? batch.state : 'parked')}`,
      ),
    ),
    ...runOf(status),
    ...dueOf(status, now),
    ...databaseOf(status, path),
    field('next', cyan(nextStep(status, now) + options)),
  ]
  return `${lines.join('\n')}\n`
}

function latestOf({ latest, ageMs, openQuarantine }: PipelineStatus): readonly string[] {
  if (latest === null) return [field('latest', yellow('nothing published yet'))]
  const age = duration(ageMs ?? 0)
  const aged = (ageMs ?? 0) > STALE_MS ? yellow(`${age} old`) : green(`${age} old`)
  return [
    field('latest', `${safe(latest.batchId)}  ${aged}  ${dim(time(isoTime(latest.extractedAt)))}`),
    field(
      'holds',
      `${count(latest.loaded ?? 0)} loaded, ${count(openQuarantine)} in quarantine, ${plural(latest.warnings ?? 0, 'warning')}`,
    ),
  ]
}

/** Of the last batch that gates judged, which may be one that they rejected. */
function gatesOf({ judged, latest }: PipelineStatus): readonly string[] {
  if (judged === null || judged.gates.length === 0) return []
  const failed = judged.gates.filter(({ outcome }) => outcome === 'failed')
  const passed = judged.gates.filter(({ outcome }) => outcome === 'passed').length
  const of = judged.batch.batchId === latest?.batchId ? '' : dim(`  (of ${safe(judged.batch.batchId)})`)
  const named = failed.map(({ gate, severity }) => (severity === 'reject' ? red : yellow)(safe(gate)))
  const sum = named.length === 0 ? green(`${passed} passed`) : `${passed} passed, failed: ${named.join(', ')}`
  const unknown = judged.gates.length - passed - failed.length
  return [field('gates', `${sum}${unknown > 0 ? dim(`, ${unknown} not evaluated`) : ''}${of}`)]
}

function dueOf(status: PipelineStatus, now: number): readonly string[] {
  const due = nextDue(status.pipeline, status.trend)
  if (due === null) return []
  const when = now < due.at ? `in ${duration(due.at - now)}` : `${duration(now - due.at)} ago`
  const why = due.basis === 'slot' ? 'by the slots of batches' : 'by the usual distance of batches'
  return [
    field(
      'next due',
      `${isOverdue(status, now) ? yellow(when) : when}  ${dim(`${time(isoTime(due.at))}, ${why}`)}`,
    ),
  ]
}

function databaseOf({ database }: PipelineStatus, path: string): readonly string[] {
  const { rawBytes, bytesPerBatch, bytesPerYear } = database
  const growing =
    bytesPerBatch === null
      ? []
      : [
          `${bytes(bytesPerBatch)} a batch`,
          ...(bytesPerYear === null ? [] : [`${bytes(bytesPerYear)} a year`]),
        ]
  const raw = dim(`(raw pages ${bytes(rawBytes)})`)
  return [
    field(
      'database',
      `${safe(path)}  ${bytes(database.bytes)}, ${plural(database.batches, 'batch', 'batches')}  ${raw}`,
    ),
    ...(growing.length === 0 ? [] : [field('grows', `about ${growing.join(', ')}`)]),
  ]
}

function trendOf({ trend }: PipelineStatus): readonly string[] {
  if (trend.length < 2) return []
  const line = (pick: 'loaded' | 'quarantined'): string => {
    const values = trend.map((batch) => batch[pick] ?? 0)
    return `${sparkline(values)}  ${dim(`${count(Math.min(...values))} to ${count(Math.max(...values))}`)}`
  }
  return [
    field('trend', `${line('loaded')}  ${dim('loaded')}`),
    field(
      '',
      `${line('quarantined')}  ${dim(`quarantined, last ${plural(trend.length, 'batch', 'batches')}`)}`,
    ),
  ]
}

function runOf({ lastRun, holder }: PipelineStatus): readonly string[] {
  const lines: string[] = []
  if (holder !== null) {
    lines.push(
      field(
        'running',
        `pid ${holder.owner.pid} on ${safe(holder.owner.host)} since ${time(isoTime(holder.since))}`,
      ),
    )
  }
  if (lastRun?.error != null)
    lines.push(field('last run', `${red(lastRun.error.code)}  ${safe(lastRun.error.message)}`))
  return lines
}
