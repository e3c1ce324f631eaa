import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addsUp, isoTime, type RunReport, reportToJson } from '../src/index.ts'

const count = fc.integer({ min: 0, max: 1e6 })

test('counts add up when every candidate went somewhere, and in no other case', () => {
  fc.assert(
    fc.property(
      count,
      count,
      count,
      fc.integer({ min: -5, max: 5 }),
      (loaded, quarantined, duplicates, off) => {
        const extracted = loaded + quarantined + duplicates + off
        expect(addsUp({ extracted, loaded, quarantined, duplicates })).toBe(off === 0)
      },
    ),
    { numRuns: 1000 },
  )
})

test.each([
  { extracted: -1, loaded: -1, quarantined: 0, duplicates: 0 },
  { extracted: 0, loaded: 1, quarantined: -1, duplicates: 0 },
  { extracted: 1.5, loaded: 1.5, quarantined: 0, duplicates: 0 },
  { extracted: Number.NaN, loaded: 0, quarantined: 0, duplicates: 0 },
])('%j are no counts', (counts) => {
  expect(addsUp(counts)).toBe(false)
})

test('the wire format has the names and order of the contract', () => {
  const report: RunReport = {
    status: 'published',
    pipeline: 'markets',
    batchId: 'b',
    attempt: 1,
    revision: 1,
    runId: 'r',
    pages: 1,
    requested: 2,
    missing: 0,
    extracted: 2,
    loaded: 1,
    quarantined: 1,
    duplicates: 0,
    warnings: 0,
    findings: { 'volume.zero': 1 },
    gates: { 'batch.rows': 'passed' },
    apiCalls: 1,
    retries: 0,
    extractedAt: 0,
    startedAt: 0,
    finishedAt: 812,
    durationMs: 812,
    issueFile: null,
    error: null,
    exitCode: 0,
  }
  expect(JSON.stringify(reportToJson(report))).toBe(
    '{"status":"published","pipeline":"markets","batch_id":"b","attempt":1,"revision":1,"run_id":"r","pages":1,' +
      '"requested":2,"missing":0,"extracted":2,"loaded":1,"quarantined":1,"duplicates":0,"warnings":0,' +
      '"findings":{"volume.zero":1},"api_calls":1,"retries":0,"extracted_at":"1970-01-01T00:00:00.000Z",' +
      '"started_at":"1970-01-01T00:00:00.000Z","finished_at":"1970-01-01T00:00:00.812Z","duration_ms":812,' +
      '"issue_file":null,"error":null,"exit_code":0}',
  )
})

test('no time stays no time', () => {
  expect(isoTime(null)).toBeNull()
})
