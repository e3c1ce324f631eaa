import { isoTime } from '@tamis/core'
import type { PipelineStatus } from '@tamis/sink-sqlite/read'
import { bytes, count, duration, plural, sparkline, time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'
import { stateText } from './state-text.ts'
import { nextStep } from './status-json.ts'

const STALE_MS = 24 * 3_600_000

/** How a pipeline is, on one screen. `options` are flags that the next command needs too. */
export function statusText(status: PipelineStatus, path: string, options: string): string {
  const { database } = status
  const lines = [
    bold(safe(status.pipeline)),
    ...latestOf(status),
    ...trendOf(status),
    ...status.pending.map((batch) =>
      field(
        'waiting',
        `${safe(batch.batchId)}  ${stateText(batch.parkedAt === null ? batch.state : 'parked')}`,
      ),
    ),
    ...runOf(status),
    field(
      'database',
      `${safe(path)}  ${bytes(database.bytes)}, ${plural(database.batches, 'batch', 'batches')}`,
    ),
    field('next', cyan(nextStep(status) + options)),
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
