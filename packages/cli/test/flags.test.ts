import { type RunReport, reportToJson, TamisError } from '@tamis/core'
import { expect, test } from 'vitest'
import { batchChoice } from '../src/replay/replay-flags.ts'
import { parseTrial } from '../src/rules/trial.ts'
import { batchIdOf } from '../src/run/batch-id.ts'
import { failedRunJson } from '../src/run/failed-run.ts'

const NOW = Date.parse('2026-11-22T16:00:00Z')
const usage = expect.objectContaining({ code: 'usage.invalid' })

test('a slot names the batch after the last of its times', () => {
  expect(batchIdOf({ slot: '17:00,5:00' }, 'markets', NOW)).toBe('markets-20261122T050000Z')
  expect(batchIdOf({ slot: '05:00,17:00', timezone: 'Europe/Paris' }, 'markets', NOW)).toBe(
    'markets-20261122T160000Z',
  )
  expect(batchIdOf({ 'batch-id': 'mine' }, 'markets', NOW)).toBe('mine')
  expect(batchIdOf({}, 'markets', NOW)).toBeUndefined()
})

test.each([
  { 'batch-id': 'x', slot: '05:00' },
  { timezone: 'UTC' },
  { slot: '25:00' },
  { slot: '05:00', timezone: 'Mars/Olympus' },
])('%j is refused', (flags) => {
  expect(() => batchIdOf(flags, 'markets', NOW)).toThrow(usage)
})

test('batches are chosen in exactly one way', () => {
  expect(batchChoice({ batch: ['a', 'b'], all: false })).toEqual({ batches: ['a', 'b'] })
  expect(batchChoice({ all: true })).toEqual({})
  expect(batchChoice({ from: '2026-06-01', to: '2026-06-30', all: false })).toEqual({
    from: Date.parse('2026-06-01T00:00:00Z'),
    to: Date.parse('2026-06-30T23:59:59.999Z'),
  })
  expect(() => batchChoice({ all: false })).toThrow(usage)
  expect(() => batchChoice({ all: true, batch: ['a'] })).toThrow(usage)
})

test('rules on trial are given as a severity or as settings', () => {
  expect(parseTrial(['volume.zero=warn', 'return.absurd={"factor":50}'])).toEqual({
    'volume.zero': 'warn',
    'return.absurd': { factor: 50 },
  })
  expect(() => parseTrial(['volume.zero'])).toThrow(usage)
  expect(() => parseTrial(['return.absurd={factor'])).toThrow(usage)
})

test('a run that failed before there was one has every key of a run that did not', () => {
  const error = new TamisError('config.invalid', { message: 'no' })
  const failed = failedRunJson(error, 'mine', NOW)
  const usual = reportToJson({ startedAt: 0, finishedAt: 0, extractedAt: null } as RunReport)
  expect(Object.keys(failed).sort()).toEqual(Object.keys(usual).sort())
  expect(failed).toMatchObject({
    status: 'failed',
    batch_id: 'mine',
    exit_code: 78,
    error: { code: 'config.invalid' },
  })
})
