import { isoTime } from '@tamis/core'
import { bytes, duration, time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'
import { historyText } from './event-text.ts'
import type { Lineage } from './explain-coin.ts'
import { verdictsOf } from './lineage-json.ts'

/** Of a coin's history the last events; `--json` has all of it. */
const SHOWN = 5

/** A lineage for people: outcome, verdicts with their evidence, batch, page, and the record as received. */
export function lineageText(lineage: Lineage, options: string): string {
  const { location, received, events } = lineage
  const { page, key, batchId } = location
  const outcome = location.outcome === 'loaded' ? green('loaded') : red('in quarantine')
  const lines = [
    `${bold(safe(key))}  ${outcome}`,
    field(
      'batch',
      `${safe(batchId)}  ${dim(`revision ${location.revision}, ${time(isoTime(location.extractedAt))}, ${duration(location.ageMs)} old`)}`,
    ),
    ...verdictLines(lineage),
    ...(page === null
      ? []
      : [
          field(
            'page',
            `${page.page}, position ${location.position}  ${dim(`${bytes(page.bytes)}, attempt ${page.attempt}`)}`,
          ),
          field('request', safe(`${page.url}?${new URLSearchParams(page.params)}`)),
          field('sha256', page.sha256),
        ]),
    ...location.duplicates.map(({ page: at, position, differs }) =>
      field(
        'again',
        `page ${at}, position ${position}, ${differs ? yellow('with other values') : 'the same'}`,
      ),
    ),
    ...historyText(events)
      .slice(-SHOWN)
      .map((line) => field('history', safe(line))),
    field(
      'received',
      safe(received ?? '') || yellow('gone: the raw pages of this batch were pruned; the row stands'),
    ),
    ...(page === null || page.pruned
      ? []
      : [field('next', cyan(`tamis raw ${safe(batchId)} --page ${page.page}${options}`))]),
  ]
  return `${lines.join('\n')}\n`
}

function verdictLines(lineage: Lineage): readonly string[] {
  const verdicts = verdictsOf(lineage)
  const found = verdicts.filter(({ findings }) => findings.length > 0)
  const passed = verdicts.length - found.length
  // Of a record that is loaded: it was released by hand, or the rule is of today.
  const objection = lineage.location.outcome === 'loaded' ? 'objects' : 'kept out'
  return [
    ...found.flatMap(({ rule, severity, findings }) =>
      findings.map(({ message }) => {
        const colour = severity === 'quarantine' ? red : yellow
        return field(
          severity === 'quarantine' ? objection : 'warning',
          `${colour(safe(rule))}  ${safe(message)}`,
        )
      }),
    ),
    ...(passed > 0 ? [field('passed', `${passed} rules`)] : []),
  ]
}
