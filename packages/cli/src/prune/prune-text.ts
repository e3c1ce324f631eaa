import { isoTime } from '@tamis/core'
import type { Prunable, Pruned } from '@tamis/sink-sqlite/maintain'
import { bytes, plural, time } from '../output/format.ts'
import { quoted } from '../output/next-command.ts'
import { bold, cyan, dim, green } from '../output/style.ts'
import { type Column, type Row, renderTable } from '../output/table.ts'

const COLUMNS: readonly Column[] = [
  { key: 'batch_id', title: 'batch' },
  { key: 'attempt', spare: 2 },
  { key: 'state', spare: 2 },
  { key: 'extracted_at', title: 'extracted', show: time, spare: 1 },
  { key: 'pages' },
  { key: 'bytes', title: 'raw', align: 'right', show: (value) => bytes(Number(value)) },
]
/** Batches in the table; `--json` has all of them. */
const SHOWN = 20

/** What goes, as programs read it. */
export function pruneJson(pruned: Pruned, isDry: boolean): Readonly<Record<string, unknown>> {
  return {
    dry_run: isDry,
    batches: pruned.batches.map(rowOf),
    pages: pagesOf(pruned),
    bytes: pruned.bytes,
    kept_bytes: pruned.keptBytes,
    freed_bytes: pruned.freedBytes,
  }
}

function rowOf(batch: Prunable): Row {
  return {
    batch_id: batch.batchId,
    attempt: batch.attempt,
    pipeline: batch.pipeline,
    state: batch.state,
    extracted_at: isoTime(batch.extractedAt),
    pages: batch.pages,
    bytes: batch.bytes,
  }
}

function pagesOf({ batches }: Pruned): number {
  return batches.reduce((sum, { pages }) => sum + pages, 0)
}

export interface PruneTextOptions {
  readonly 'older-than'?: string | undefined
  readonly keep?: string | undefined
  readonly pipeline?: string | undefined
  /** Flags that the next command needs too. */
  readonly options: string
  readonly width: number
}

/** The same for people. */
export function pruneText(pruned: Pruned, isDry: boolean, options: PruneTextOptions): string {
  const { batches, keptBytes, freedBytes } = pruned
  if (batches.length === 0) return `Nothing to prune; ${bytes(keptBytes)} of raw pages stay.\n`
  const hidden = batches.length - SHOWN
  const what = `${plural(pagesOf(pruned), 'raw page')} of ${plural(batches.length, 'batch', 'batches')}, ${bytes(pruned.bytes)}`
  const lines = [
    renderTable(batches.slice(0, SHOWN).map(rowOf), COLUMNS, options.width).trimEnd(),
    ...(hidden > 0 ? [dim(`and ${plural(hidden, 'batch', 'batches')} more; --json has them all`)] : []),
    '',
    isDry
      ? `${dim('–')} ${bold('would prune')}  ${what}; ${bytes(keptBytes)} would stay`
      : `${green('✔')} ${bold('pruned')}  ${what}; ${bytes(keptBytes)} stay, and the database is ${bytes(freedBytes)} smaller`,
    dim('  Rows, quarantine, ledger and hashes stay. Those batches can no longer be replayed.'),
    ...(isDry ? [`  ${dim('next')}  ${cyan(nextOf(options))}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

function nextOf({ 'older-than': olderThan, keep, pipeline, options }: PruneTextOptions): string {
  const isOpen = olderThan === undefined && keep === undefined
  return [
    'tamis prune',
    ...(isOpen ? ['--older-than 90d --dry-run'] : []),
    ...(olderThan === undefined ? [] : [`--older-than ${quoted(olderThan)}`]),
    ...(keep === undefined ? [] : [`--keep ${quoted(keep)}`]),
    ...(pipeline === undefined ? [] : [`--pipeline ${pipeline}`]),
  ]
    .join(' ')
    .concat(options)
}
