import { expect, test } from 'vitest'
import { configureJudges, type Gate, type Rule, TamisError } from '../src/index.ts'

const rule = (id: string, change: Partial<Rule<object>> = {}): Rule<object> => ({
  kind: 'rule',
  id,
  version: 1,
  summary: id,
  severity: 'warn',
  check: () => 'pass',
  ...change,
})
const gate: Gate<object> = {
  kind: 'gate',
  id: 'batch.share',
  version: 1,
  summary: 'share',
  severity: 'reject',
  check: () => ({ outcome: 'passed' }),
}
const tunable = rule('price.stale', {
  settings: { max_age_hours: 1 },
  configure(settings) {
    if (typeof settings.max_age_hours !== 'number') {
      throw new TamisError('config.invalid', { message: 'max_age_hours: must be a number' })
    }
    return { ...tunable, settings }
  },
})
const judges = [rule('volume.zero'), tunable, gate]

test('without settings all judges stay as they are', () => {
  expect(configureJudges(judges, {})).toEqual(judges)
})

test('a judge that is off is left out', () => {
  const ids = configureJudges(judges, { 'volume.zero': 'off', 'batch.share': 'off' }).map((judge) => judge.id)
  expect(ids).toEqual(['price.stale'])
})

test('a severity alone changes nothing else', () => {
  const [first] = configureJudges(judges, { 'volume.zero': 'quarantine' })
  expect(first).toEqual({ ...judges[0], severity: 'quarantine' })
})

test('settings and severity together', () => {
  const [, stale] = configureJudges(judges, { 'price.stale': { severity: 'quarantine', max_age_hours: 5 } })
  expect(stale).toMatchObject({ severity: 'quarantine', settings: { max_age_hours: 5 } })
})

test('every problem is named at once, with the judge it is about', () => {
  const settings = {
    'volume.zeroo': 'warn',
    'volume.zero': 'reject',
    'batch.share': 'quarantine',
    'price.stale': { max_age_hours: 'long' },
    'batch.empty': 'off',
    schema: 'warn',
  }
  let message = ''
  try {
    configureJudges(judges, settings)
  } catch (error) {
    expect(error).toMatchObject({ code: 'config.invalid' })
    message = (error as Error).message
  }
  expect(message.split('\n')).toEqual([
    'volume.zeroo: no such rule or gate; did you mean volume.zero?',
    'batch.empty: is always in force and has no settings',
    'schema: is always in force and has no settings',
    'volume.zero: severity "reject" is not one of quarantine, warn, off',
    'price.stale: max_age_hours: must be a number',
    'batch.share: severity "quarantine" is not one of reject, warn, off',
  ])
})

test('settings for a judge that has none are a problem', () => {
  expect(() => configureJudges(judges, { 'volume.zero': { limit: 3 } })).toThrow(
    'volume.zero: has no settings',
  )
})

test('a name that every object has is no setting', () => {
  expect(configureJudges([rule('constructor')], {})).toHaveLength(1)
})
