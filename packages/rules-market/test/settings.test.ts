import { TamisError } from '@tamis/core'
import { expect, test } from 'vitest'
import marketRules, { type MarketRecord } from '../src/index.ts'
import { GATES, RULES } from '../src/judges.ts'
import { contextOf, DAY, NOW, viewOf } from './support/market.ts'

const ids = (settings = {}): readonly string[] => marketRules(settings).map(({ id }) => id)

function problemsOf(settings: Parameters<typeof marketRules>[0]): readonly string[] {
  try {
    marketRules(settings)
  } catch (error) {
    if (error instanceof TamisError && error.code === 'config.invalid') return error.message.split('\n')
    throw error
  }
  return []
}

test('without settings all rules and gates are in force, with ids that are their own', () => {
  expect(ids()).toEqual([...RULES, ...GATES].map(({ id }) => id))
  expect(new Set(ids()).size).toBe(ids().length)
  for (const id of ids()) expect(id).toMatch(/^[a-z][a-z0-9_.-]{0,79}$/)
})

test('by default only structural and zombie rules quarantine, and only structural gates reject', () => {
  expect(RULES.filter(({ severity }) => severity === 'quarantine').map(({ id }) => id)).toEqual([
    'name.missing',
    'number.finite',
    'price.negative',
    'volume.negative',
    'cap.negative',
    'supply.negative',
    'price.missing',
    'price.zero',
    'volume.missing',
    'volume.zero',
  ])
  expect(GATES.filter(({ severity }) => severity === 'reject').map(({ id }) => id)).toEqual([
    'batch.pages',
    'batch.rows',
    'batch.anchors',
    'batch.nulls',
    'batch.keys',
  ])
})

test('every rule and gate says where it comes from, and every rule gives an example', () => {
  for (const judge of [...RULES, ...GATES]) {
    expect(judge.summary, judge.id).toMatch(/^[A-Z].*\.$/)
    expect(judge.basis, judge.id).toMatch(/^[A-Z0-9].*\.$/)
    if (judge.kind === 'rule') expect(judge.example, judge.id).toMatch(/\.$/)
  }
})

test('a severity, off, or options change what they name and nothing else', () => {
  const judges = marketRules({
    'volume.zero': 'warn',
    'price.stale': { severity: 'quarantine', maximumAgeHours: 6 },
    'batch.rows': { minimumShare: 0.5 },
    'batch.freshness': 'reject',
    'range.day': 'off',
  })
  const of = (id: string) => judges.find((judge) => judge.id === id)
  expect(of('volume.zero')?.severity).toBe('warn')
  expect(of('price.stale')).toMatchObject({ severity: 'quarantine', settings: { maximumAgeHours: 6 } })
  expect(of('batch.rows')?.settings).toMatchObject({
    minimumShare: 0.5,
    minimumShareOfRecent: 0.9,
    maximumGapDays: 2,
  })
  expect(of('batch.freshness')?.severity).toBe('reject')
  expect(of('range.day')).toBeUndefined()
  expect(judges).toHaveLength(RULES.length + GATES.length - 1)
})

test('every problem is named at once, with its id and the name of the setting', () => {
  const problems = problemsOf({
    'price.stale': { maximumAgeHours: 0, age: 3 },
    'batch.rows': { minimumShare: 1.5, baselineBatches: 2.5 },
    'batch.anchors': { coins: ['bitcoin', ''] },
    'stable.depeg': 'quarantine',
    'volume.zero': 'reject',
    'price.negative': { most: 1 },
    'price.absent': 'warn',
  })
  expect(problems).toEqual([
    expect.stringMatching(/^stable\.depeg: only warns/),
    expect.stringMatching(/^price\.absent: no such rule or gate/),
    expect.stringMatching(/^price\.negative: has no settings/),
    expect.stringMatching(/^volume\.zero: severity "reject"/),
    'price.stale: maximumAgeHours: expected >0 but received 0; age: no such setting (there are maximumAgeHours)',
    'batch.rows: minimumShare: expected <=1 but received 1.5; baselineBatches: expected a whole number but received 2.5',
    'batch.anchors: coins.1: expected text that is not empty but received 0',
  ])
})

test('what a dataset does not have, no rule or gate objects to', () => {
  const ticker = { market: 'BTC-USD' } as unknown as MarketRecord
  const history = [{ record: ticker, batchId: 'earlier', extractedAt: NOW - DAY }]
  const statistics = new Proxy({}, { get: () => ({ count: 100, median: 1, mad: 0.1 }) })
  for (const rule of RULES)
    expect(['pass', []], rule.id).toContainEqual(rule.check(ticker, contextOf({ history, statistics })))
  for (const gate of GATES) expect(gate.check(viewOf([ticker])).outcome, gate.id).not.toBe('failed')
})
