import type { ReplayReport } from '@tamis/core'
import { plural } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, dim, green, red, yellow } from '../output/style.ts'
import { type Column, type Row, renderTable } from '../output/table.ts'
import { sizesOf } from './replay-json.ts'

const COLUMNS: readonly Column[] = [
  { key: 'batch_id', title: 'batch' },
  { key: 'status' },
  { key: 'revision', spare: 1 },
  { key: 'added', spare: 2 },
  { key: 'removed', spare: 2 },
  { key: 'changed', spare: 2 },
  { key: 'quarantined' },
  { key: 'released' },
]
/** Coins named below the table; `--json` has all of them. */
const NAMED = 40

/** A replay for people: what happened to each batch that is not as it was, then coin by coin. */
export function replayText(report: ReplayReport, width: number): string {
  const rows = report.batches.map((batch): Row => {
    return {
      batch_id: batch.batchId,
      status: batch.status,
      revision: batch.revision,
      ...sizesOf(batch.difference),
    }
  })
  const news = rows.filter(({ status }) => status !== 'unchanged')
  const parts = [headOf(report)]
  if (news.length > 0) parts.push('', renderTable(news, COLUMNS, width).trimEnd())
  const pruned = report.batches.filter(({ status }) => status === 'skipped').length
  if (pruned > 0) parts.push('', dim(prunedText(pruned)))
  const coins = coinsOf(report)
  if (coins.length > 0) parts.push('', ...coins.slice(0, NAMED))
  if (coins.length > NAMED) parts.push(dim(`  and ${coins.length - NAMED} more; --json has them all`))
  return `${parts.join('\n')}\n`
}

function headOf({ pipeline, diff, status, batches }: ReplayReport): string {
  const count = (wanted: string): number => batches.filter((batch) => batch.status === wanted).length
  const told = (['changed', 'unchanged', 'rejected', 'skipped', 'failed'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome === 'changed' && diff ? 'would change' : outcome}`)
  const mark = status === 'done' ? green('✔') : status === 'interrupted' ? yellow('!') : red('✖')
  const what = diff ? 'difference, nothing written' : `replay ${status}`
  return `${mark} ${bold(what)}  ${safe(pipeline)}: ${plural(batches.length, 'batch', 'batches')}${told.length > 0 ? ` (${told.join(', ')})` : ''}`
}

function prunedText(batches: number): string {
  return `  skipped: the raw pages of ${plural(batches, 'batch', 'batches')} were pruned, so their rows stay as they are`
}

function coinsOf({ batches }: ReplayReport): readonly string[] {
  const line = (sign: string, key: string | null, batchId: string, rules: readonly string[] = []): string =>
    `  ${sign} ${safe(key ?? '(no key)')}  ${dim(`${safe(rules.join(', '))}${rules.length > 0 ? ' ' : ''}in ${batchId}`)}`
  return batches.flatMap(({ batchId, difference }) => [
    ...(difference?.quarantined ?? []).map(({ key, rules }) => line(red('quarantined'), key, batchId, rules)),
    ...(difference?.released ?? []).map(({ key, rules }) => line(green('released   '), key, batchId, rules)),
    ...(difference?.changed ?? []).map((key) => line(yellow('changed    '), key, batchId)),
  ])
}
