import { findingsToJson, isoTime } from '@tamis/core'
import type { QuarantineEvent, QuarantineItem } from '@tamis/sink-sqlite/read'

/** A quarantined record as `quarantine list` shows it; what it holds follows in `quarantine show`. */
export function itemRow(item: QuarantineItem) {
  return {
    pipeline: item.pipeline,
    batch_id: item.batchId,
    extracted_at: isoTime(item.extractedAt),
    revision: item.revision,
    page: item.page,
    position: item.position,
    coin_id: item.key,
    rules: rulesOf(item),
    findings: findingsToJson(item.findings),
    status: item.status,
    quarantined_at: isoTime(item.quarantinedAt),
    released_at: isoTime(item.releasedAt),
    released_by: item.releasedBy,
    note: item.note,
  }
}

/** The rules that keep a record out. */
export function rulesOf({ findings }: Pick<QuarantineItem, 'findings'>): readonly string[] {
  const keeping = findings.filter(({ severity }) => severity === 'quarantine')
  return [...new Set(keeping.map(({ rule }) => rule))]
}

/** What became of an entry. */
export function eventJson(event: QuarantineEvent): Readonly<Record<string, unknown>> {
  return {
    changed_at: isoTime(event.changedAt),
    status: event.status,
    revision: event.revision,
    by: event.by,
    note: event.note,
    findings_before: findingsToJson(event.findingsBefore),
  }
}
