import type { RunReport } from '@tamis/core'
import { expect, test } from 'vitest'
import { metricsText } from '../src/observe/metrics.ts'

const PUBLISHED = {
  status: 'published',
  pipeline: 'markets',
  extracted: 250,
  loaded: 244,
  quarantined: 6,
  duplicates: 0,
  missing: 0,
  findings: { 'volume.zero': 6, 'schema."odd"\\\n': 1 },
  apiCalls: 2,
  retries: 1,
  extractedAt: Date.parse('2026-11-22T05:00:01.500Z'),
  finishedAt: Date.parse('2026-11-22T05:00:02Z'),
  durationMs: 1250,
  exitCode: 0,
} as unknown as RunReport
const FAILED = { ...PUBLISHED, status: 'failed', findings: {}, extractedAt: null, exitCode: 75 } as const
const FRESHNESS = 'tamis_published_extracted_timestamp_seconds{pipeline="markets"}'

test('the metrics of a run, one sample a line, with hostile names of rules escaped', () => {
  const lines = metricsText(PUBLISHED, '').split('\n')
  for (const line of [
    'tamis_run_finished_timestamp_seconds{pipeline="markets"} 1795323602',
    'tamis_run_duration_seconds{pipeline="markets"} 1.25',
    'tamis_run_exit_code{pipeline="markets"} 0',
    'tamis_run_status{pipeline="markets",status="published"} 1',
    'tamis_run_status{pipeline="markets",status="failed"} 0',
    'tamis_run_records{pipeline="markets",outcome="loaded"} 244',
    'tamis_run_findings{pipeline="markets",rule="volume.zero"} 6',
    'tamis_run_findings{pipeline="markets",rule="schema.\\"odd\\"\\\\\\n"} 1',
    `${FRESHNESS} 1795323601.5`,
  ]) {
    expect(lines).toContain(line)
  }
  const samples = lines.filter((line) => line !== '' && !line.startsWith('#'))
  expect(samples.every((line) => /^tamis_\w+\{[^\n]*\} -?[\d.]+$/.test(line))).toBe(true)
})

test('a failure keeps the age of the last published batch, and an older batch does not lower it', () => {
  const published = metricsText(PUBLISHED, '')
  expect(metricsText(FAILED, published)).toContain(`${FRESHNESS} 1795323601.5\n`)
  const older = { ...PUBLISHED, status: 'unchanged', extractedAt: 0 } as const
  expect(metricsText(older, published)).toContain(`${FRESHNESS} 1795323601.5\n`)
  expect(metricsText(FAILED, '')).not.toContain(FRESHNESS)
})
