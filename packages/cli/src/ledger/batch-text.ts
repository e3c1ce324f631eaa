import { isoTime, planText } from '@tamis/core'
import type { BatchDetails } from '@tamis/sink-sqlite/read'
import { bytes, count, plural, time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'
import { stateText } from './state-text.ts'

const NAMED = 10

/** A batch for people: its state, counts, gates that said something, findings, pages and revisions. */
export function batchText(batch: BatchDetails): string {
  const state = stateText(batch.parkedAt === null ? batch.state : 'parked')
  const lines = [
    `${bold(safe(batch.batchId))}  ${state}  ${dim(`${batch.pipeline}, revision ${batch.revision}, attempt ${batch.attempt}`)}`,
    field('plan', safe(planText(batch.plan)) + (batch.adHoc ? dim('  (ad hoc: never the latest)') : '')),
    field('extracted', time(isoTime(batch.extractedAt))),
    ...countsOf(batch),
    ...findingsOf(batch),
    ...gatesOf(batch),
    ...missingOf(batch),
    ...pagesOf(batch),
    ...revisionsOf(batch),
    ...nextOf(batch),
  ]
  return `${lines.join('\n')}\n`
}

function countsOf({
  extracted,
  loaded,
  quarantined,
  duplicates,
  requested,
}: BatchDetails): readonly string[] {
  if (extracted === null) return []
  const sum = `${count(extracted)} extracted = ${bold(count(loaded ?? 0))} loaded + ${count(quarantined ?? 0)} quarantined + ${plural(duplicates ?? 0, 'duplicate')}`
  return [field('records', `${sum}${requested === null ? '' : dim(`  (${count(requested)} asked for)`)}`)]
}

function findingsOf({ findings }: BatchDetails): readonly string[] {
  const rules = Object.entries(findings).sort(([, a], [, b]) => b - a)
  return rules.map(([rule, times], at) => field(at === 0 ? 'findings' : '', `${safe(rule)} ${count(times)}`))
}

function gatesOf({ gates }: BatchDetails): readonly string[] {
  const passed = gates.filter((gate) => gate.outcome === 'passed').length
  const failed = gates.filter((gate) => gate.outcome === 'failed')
  const unknown = gates.length - passed - failed.length
  if (gates.length === 0) return []
  const sum = [`${green(String(passed))} passed`, `${failed.length} failed`, `${unknown} not evaluated`].join(
    ', ',
  )
  return [
    field('gates', sum),
    ...failed.flatMap(({ gate, severity, findings = [] }) => {
      const colour = severity === 'reject' ? red : yellow
      return findings.map(({ message }) => field('', `${colour(safe(gate))}  ${safe(message)}`))
    }),
  ]
}

function missingOf({ missing, missingKeys }: BatchDetails): readonly string[] {
  if (missing === null || missing === 0) return []
  const named = missingKeys.slice(0, NAMED).map(safe).join(', ')
  const more = missingKeys.length > NAMED ? `, and ${missingKeys.length - NAMED} more` : ''
  return [field('missing', `${yellow(count(missing))}${named === '' ? '' : `: ${named}${more}`}`)]
}

function pagesOf({ stagedPages, abandoned }: BatchDetails): readonly string[] {
  const size = stagedPages.reduce((sum, page) => sum + page.bytes, 0)
  const pruned = stagedPages.filter((page) => page.pruned).length
  const gone =
    pruned > 0
      ? yellow(
          `  (${pruned === stagedPages.length ? '' : `${pruned} of them `}pruned: only their hashes are left)`,
        )
      : ''
  const earlier = abandoned.length > 0 ? dim(`  (${plural(abandoned.length, 'abandoned attempt')})`) : ''
  return [field('staged', `${plural(stagedPages.length, 'page')}, ${bytes(size)}${gone}${earlier}`)]
}

function revisionsOf({ revisions }: BatchDetails): readonly string[] {
  return revisions.map(({ revision, publishedAt, reason, note }, at) => {
    const why = note === null ? '' : `: ${safe(note)}`
    return field(at === 0 ? 'revisions' : '', `${revision}  ${time(isoTime(publishedAt))}  ${reason}${why}`)
  })
}

function nextOf({ state, batchId, parkedAt, quarantined }: BatchDetails): readonly string[] {
  const id = safe(batchId)
  if (parkedAt !== null) return [field('next', cyan(`tamis replay --batch ${id}`))]
  if (state === 'rejected')
    return [field('next', cyan(`tamis accept ${id} --note "why it is right after all"`))]
  if (state === 'open' || state === 'sealed') return [field('next', cyan(`tamis run --batch-id ${id}`))]
  return (quarantined ?? 0) > 0 ? [field('next', cyan(`tamis quarantine list --batch ${id}`))] : []
}
