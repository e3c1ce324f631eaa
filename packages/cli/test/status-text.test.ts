import { stripVTControlCharacters } from 'node:util'
import type { BatchSummary, PipelineStatus } from '@tamis/sink-sqlite/read'
import { expect, test } from 'vitest'
import { nextStep } from '../src/ledger/status-json.ts'
import { statusText } from '../src/ledger/status-text.ts'

const NOW = Date.parse('2026-11-22T18:20:00Z')

function batch(day: number, loaded: number, quarantined: number): BatchSummary {
  const extractedAt = Date.parse(`2026-11-${day}T05:00:02.000Z`)
  return {
    batchId: `markets-202611${day}T050000Z`,
    state: 'published',
    extractedAt,
    adHoc: false,
    loaded,
    quarantined,
    warnings: 3,
  } as BatchSummary
}

const trend = [batch(20, 240, 10), batch(21, 247, 3), batch(22, 244, 6)]
const latest = trend[2] as BatchSummary
const STATUS: PipelineStatus = {
  pipeline: 'markets',
  latest,
  ageMs: NOW - (latest.extractedAt ?? 0),
  trend,
  judged: {
    batch: latest,
    gates: [
      { gate: 'batch.rows', version: 1, severity: 'reject', outcome: 'passed' },
      { gate: 'batch.volume_drift', version: 1, severity: 'warn', outcome: 'failed', findings: [] },
      { gate: 'batch.cap_drift', version: 1, severity: 'warn', outcome: 'not_evaluated' },
    ],
  },
  pending: [],
  lastRun: null,
  holder: null,
  openQuarantine: 6,
  database: {
    bytes: 3 * 2 ** 20,
    freeBytes: 0,
    batches: 3,
    rawBytes: 2 ** 20,
    bytesPerBatch: 2 ** 20,
    bytesPerYear: 365 * 2 ** 20,
  },
}

test('status is one screen: batch, gates, trend, what is due, how it grows, what to do', () => {
  const text = stripVTControlCharacters(statusText(STATUS, 'data/market.db', { now: NOW, options: '' }))
  expect(text).toBe(`markets
  latest      markets-20261122T050000Z  13 h 19 min old  2026-11-22 05:00:02Z
  holds       244 loaded, 6 in quarantine, 3 warnings
  gates       1 passed, failed: batch.volume_drift, 1 not evaluated
  trend       ▁█▅  240 to 247  loaded
              █▁▄  3 to 10  quarantined, last 3 batches
  next due    in 10 h 40 min  2026-11-23 05:00:00Z, by the slots of batches
  database    data/market.db  3.0 MiB, 3 batches  (raw pages 1.0 MiB)
  grows       about 1.0 MiB a batch, 365 MiB a year
  next        tamis quarantine list
`)
})

test('a batch that did not come makes a run the next step, a run that failed for good the doctor', () => {
  const failed = { ...STATUS, lastRun: { exitCode: 77 } as PipelineStatus['lastRun'] }
  expect(nextStep(STATUS, NOW)).toBe('tamis quarantine list')
  expect(nextStep(STATUS, Date.parse('2026-11-23T05:59:00Z'))).toBe('tamis quarantine list')
  expect(nextStep(STATUS, Date.parse('2026-11-23T06:01:00Z'))).toBe('tamis run')
  expect(nextStep(failed, NOW)).toBe('tamis doctor')
})
