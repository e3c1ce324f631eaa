import { isoTime } from '@tamis/core'
import { jsonLineAround } from '../output/json.ts'
import type { Lineage } from './explain-coin.ts'

/** A lineage as programs read it; `record` is the very JSON that was received. */
export function lineageLine({ location, explained, received, events }: Lineage): string {
  const { page } = location
  const head = {
    coin_id: location.key,
    pipeline: location.pipeline,
    batch_id: location.batchId,
    attempt: location.attempt,
    revision: location.revision,
    extracted_at: isoTime(location.extractedAt),
    age_ms: location.ageMs,
    page: page?.page ?? null,
    position: location.position,
    request: page === null ? null : { url: page.url, params: page.params },
    sha256: page?.sha256 ?? null,
    pruned: page?.pruned ?? false,
    outcome: location.outcome,
    verdicts: verdictsOf({ location, explained }).map(({ rule, version, severity, findings }) => ({
      rule,
      version,
      severity,
      verdict: findings.length === 0 ? 'pass' : severity,
      findings: findings.map(({ code, message, path = null, expected = null, received = null }) => {
        return { code, message, path, expected, received }
      }),
    })),
    duplicates: location.duplicates,
    events: events.map(({ at, batchId, event, rules, lastGoodPrice, lastGoodAt, note }) => ({
      at: isoTime(at),
      batch_id: batchId,
      event,
      rules,
      last_good_price: lastGoodPrice,
      last_good_at: lastGoodAt === null ? null : isoTime(lastGoodAt),
      note,
    })),
    row: location.record,
  }
  return jsonLineAround(head, 'record', received)
}

type Verdict = NonNullable<Lineage['explained']>['verdicts'][number]

/** What kept it out as it was found then; of everything else, what the rules in force say. */
export function verdictsOf({
  location,
  explained,
}: Pick<Lineage, 'location' | 'explained'>): readonly Verdict[] {
  const then = location.findings
  const now = (explained?.verdicts ?? []).filter(({ rule }) => !then.some((finding) => finding.rule === rule))
  const rules = [...new Set(then.map(({ rule }) => rule))]
  const kept = rules.map((rule): Verdict => {
    const findings = then.filter((finding) => finding.rule === rule)
    const { ruleVersion = 1, severity = 'quarantine' } = findings[0] ?? {}
    return { rule, version: ruleVersion, severity, findings }
  })
  return [...kept, ...now]
}
