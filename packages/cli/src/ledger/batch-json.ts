import { isoTime, planText } from '@tamis/core'
import type { BatchDetails, BatchSummary } from '@tamis/sink-sqlite/read'

/** A batch as `batches` shows it. */
export function batchRow(batch: BatchSummary) {
  return {
    batch_id: batch.batchId,
    pipeline: batch.pipeline,
    state: batch.parkedAt === null ? batch.state : 'parked',
    revision: batch.revision,
    attempt: batch.attempt,
    extracted_at: isoTime(batch.extractedAt),
    published_at: isoTime(batch.publishedAt),
    pages: batch.pages,
    requested: batch.requested,
    missing: batch.missing,
    extracted: batch.extracted,
    loaded: batch.loaded,
    quarantined: batch.quarantined,
    duplicates: batch.duplicates,
    warnings: batch.warnings,
    ad_hoc: batch.adHoc,
    plan: planText(batch.plan),
  }
}

/** Everything the ledger knows of a batch. */
export function batchJson(batch: BatchDetails): Readonly<Record<string, unknown>> {
  return {
    ...batchRow(batch),
    dataset: batch.dataset,
    opened_at: isoTime(batch.openedAt),
    first_page_at: isoTime(batch.firstPageAt),
    parked_at: isoTime(batch.parkedAt),
    universe: batch.plan.universe,
    currency: batch.plan.currency,
    parameters: batch.plan.parameters,
    findings: batch.findings,
    gates: batch.gates,
    missing_ids: batch.missingKeys,
    duplicate_ids: batch.duplicateKeys,
    source: batch.sourceVersion,
    dataset_version: batch.datasetVersion,
    rules: batch.rules,
    judged_by: batch.judgedBy,
    listing_sha256: batch.listingSha256,
    accepted_at: isoTime(batch.acceptedAt),
    accepted_note: batch.acceptedNote,
    issue_sha256: batch.issueSha256,
    revisions: batch.revisions.map((revision) => ({
      revision: revision.revision,
      published_at: isoTime(revision.publishedAt),
      run_id: revision.runId,
      reason: revision.reason,
      extracted: revision.extracted,
      loaded: revision.loaded,
      quarantined: revision.quarantined,
      duplicates: revision.duplicates,
      note: revision.note,
    })),
    staged_pages: batch.stagedPages.map(pageJson),
    abandoned_attempts: batch.abandoned.map(({ attempt, openedAt, pages }) => ({
      attempt,
      opened_at: isoTime(openedAt),
      pages,
    })),
  }
}

function pageJson(page: BatchDetails['stagedPages'][number]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(page).map(([name, value]) => {
      const wire = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      return [wire, name.endsWith('At') && typeof value === 'number' ? isoTime(value) : value]
    }),
  )
}
