import { isoTime } from '@tamis/core'
import type { QuarantineEvent, QuarantineItem } from '@tamis/sink-sqlite/read'
import { time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'

/** A quarantined record for people: what was found, what came of it, and the record as received. */
export function itemText(item: QuarantineItem, events: readonly QuarantineEvent[]): string {
  const state = item.status === 'open' ? red('in quarantine') : green('released')
  const lines = [
    `${bold(safe(item.key ?? '(no id)'))}  ${state}`,
    field(
      'batch',
      `${safe(item.batchId)}  ${dim(`page ${item.page}, position ${item.position}, ${time(isoTime(item.extractedAt))}`)}`,
    ),
    ...item.findings.flatMap(findingOf),
    ...events.map(({ changedAt, status, by, note }) =>
      field(status, `${time(isoTime(changedAt))} by ${safe(by)}${note === null ? '' : `: ${safe(note)}`}`),
    ),
    '',
    ...recordLines(item.record),
    '',
    field('next', cyan(`tamis rules explain ${safe(item.findings[0]?.rule ?? '')}`)),
  ]
  return `${lines.join('\n')}\n`
}

function findingOf({
  rule,
  severity,
  message,
  path,
  expected,
  received,
}: QuarantineItem['findings'][number]): readonly string[] {
  const colour = severity === 'quarantine' ? red : yellow
  const shown = (value: unknown): string => safe(JSON.stringify(value))
  const evidence = [
    path === undefined ? '' : safe(path),
    expected === undefined || expected === null ? '' : `expected ${shown(expected)}`,
    received === undefined ? '' : `received ${shown(received)}`,
  ].filter((part) => part !== '')
  return [
    field('finding', `${colour(safe(rule))}  ${safe(message)}`),
    ...(evidence.length > 0 ? [field('', dim(evidence.join(', ')))] : []),
  ]
}

/** The record, a member a line, where that is what it is. */
function recordLines(record: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(record)
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).map(
        ([name, member]) => `  ${dim(safe(name))} ${safe(JSON.stringify(member))}`,
      )
    }
  } catch {
    // Shown as it is: it was received so.
  }
  return [`  ${safe(record)}`]
}
