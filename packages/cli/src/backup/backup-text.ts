import type { Backup, DatabaseCheck, Restored } from '@tamis/sink-sqlite/maintain'
import { bytes, count, plural } from '../output/format.ts'
import { quoted } from '../output/next-command.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'

/** A backup as programs read it. */
export function backupJson(backup: Backup): Readonly<Record<string, unknown>> {
  return { path: backup.path, ...contentJson(backup) }
}

/** A restored database as programs read it. */
export function restoredJson(restored: Restored, backup: string): Readonly<Record<string, unknown>> {
  const { path, keptAside, lost } = restored
  return { path, backup, kept_aside: keptAside, lost_batches: lost, ...contentJson(restored) }
}

function contentJson(check: DatabaseCheck): Readonly<Record<string, unknown>> {
  return {
    bytes: check.bytes,
    schema_version: check.schemaVersion,
    batches: check.batches,
    revisions: check.revisions,
    runs: check.runs,
    quarantined: check.quarantined,
    pages: check.pages,
    pruned_pages: check.prunedPages,
  }
}

export function backupText(backup: Backup, options: string): string {
  const lines = [
    `${green('✔')} ${bold('backed up')}  ${safe(backup.path)}`,
    ...contentOf(backup),
    field(
      'next',
      cyan(`tamis restore ${safe(quoted(backup.path))}${options}`) + dim('  if it is ever needed'),
    ),
  ]
  return `${lines.join('\n')}\n`
}

export function restoredText(restored: Restored, backup: string, options: string): string {
  const { path, keptAside, lost } = restored
  const gone =
    lost === null
      ? 'it could not be read'
      : `${plural(lost, 'batch', 'batches')} of it ${lost === 1 ? 'is' : 'are'} not in the backup`
  const lines = [
    `${green('✔')} ${bold('restored')}  ${safe(path)}  ${dim(`from ${safe(backup)}`)}`,
    ...contentOf(restored),
    ...(keptAside === null
      ? []
      : [
          field(
            'kept',
            `${safe(keptAside)}  ${lost === 0 ? dim('delete it when all is well') : yellow(gone)}`,
          ),
        ]),
    field('next', cyan(`tamis doctor${options}`) + dim('  then quarantine export, if it says so')),
  ]
  return `${lines.join('\n')}\n`
}

function contentOf(check: DatabaseCheck): readonly string[] {
  const pruned = check.prunedPages === 0 ? '' : dim(`, ${count(check.prunedPages)} pruned before`)
  return [
    field(
      'holds',
      `${plural(check.batches, 'batch', 'batches')}, ${plural(check.runs, 'run')}, ${bytes(check.bytes)}`,
    ),
    field('checked', `structure, references, sha256 of ${plural(check.pages, 'raw page')}${pruned}`),
  ]
}
