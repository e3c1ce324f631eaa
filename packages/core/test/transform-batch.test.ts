import { type Coin, coinSource, coins } from '@tamis/testkit/simulation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addsUp,
  type Batch,
  type Gate,
  type Observation,
  type Rule,
  type Source,
  type StagedPage,
  type Verdict,
} from '../src/index.ts'
import { timeLimit, unlimited } from '../src/transform/time-limit.ts'
import { collectorOf, transformBatch } from '../src/transform/transform-batch.ts'
import { stagedPage as page } from './support/staged-page.ts'

const source = coinSource({
  transport: () => Promise.reject(new Error('no network here')),
  pages: 2,
  perPage: 3,
})
const batch: Batch = {
  batchId: 'b',
  attempt: 1,
  pipeline: 'p',
  dataset: 'coins',
  plan: source.plan,
  adHoc: false,
  state: 'sealed',
  openedAt: 0,
  firstPageAt: 0,
  extractedAt: 0,
  pages: 2,
  parkedAt: null,
  revision: 0,
}

const rule = (id: string, check: (coin: Coin) => unknown, change: Partial<Rule<Coin>> = {}): Rule<Coin> => ({
  kind: 'rule',
  id,
  version: 3,
  summary: id,
  severity: 'quarantine',
  check: (coin) => check(coin) as Verdict,
  ...change,
})
const gate = (id: string, check: Gate<Coin>['check']): Gate<Coin> => ({
  kind: 'gate',
  id,
  version: 1,
  summary: id,
  severity: 'reject',
  check,
})

async function transform(
  pages: readonly StagedPage[],
  rules: readonly Rule<Coin>[] = [],
  gates: readonly Gate<Coin>[] = [],
  limit = unlimited,
  from: Source<Coin> = source,
  history: (key: string) => readonly Observation<Coin>[] = () => [],
) {
  const versions = { source: 's', dataset: 1, rules: [], hash: 'h' }
  const bench = { source: from, rules, gates, versions, history, earlier: [], limit }
  const collector = collectorOf(batch, bench)
  for (const page of pages) collector.add(page)
  return transformBatch(batch, collector.end(), bench)
}

const zero = rule('volume.zero', (coin) =>
  coin.total_volume === 0
    ? { code: 'zero', message: 'no volume', path: 'total_volume', received: 0 }
    : 'pass',
)

describe('candidates', () => {
  test('the first of a key by page and position is the record, later ones are duplicates that may differ', async () => {
    const load = await transform([
      page(1, '[{"id":"a","current_price":1},{"id":"b"},{"id":"a","current_price":1}]'),
      page(2, '[{"id":"a","current_price":2}]'),
    ])
    expect(
      load.records.map(({ record, page, position }) => [record.id, record.current_price, page, position]),
    ).toEqual([
      ['a', 1, 1, 0],
      ['b', null, 1, 1],
    ])
    expect(load.duplicates).toEqual([
      { key: 'a', page: 1, position: 2, differs: false },
      { key: 'a', page: 2, position: 0, differs: true },
    ])
  })

  test('a duplicate of what rules keep out is still a duplicate', async () => {
    const load = await transform(
      [page(1, '[{"id":"a","total_volume":0},{"id":"a","total_volume":5}]')],
      [zero],
    )
    expect(load.counts).toEqual({ extracted: 2, loaded: 0, quarantined: 1, duplicates: 1 })
  })

  test('what has no key is quarantined, each one, never a duplicate', async () => {
    const load = await transform([page(1, '[{},{"id":""},{"id":null},7,null,"x",[]]')])
    expect(load.counts).toEqual({ extracted: 7, loaded: 0, quarantined: 7, duplicates: 0 })
    expect(
      new Set(load.quarantine.flatMap((entry) => entry.findings.map((finding) => finding.rule))),
    ).toEqual(new Set(['key.missing']))
    expect(load.quarantine.map((entry) => entry.record)).toEqual([
      '{}',
      '{"id":""}',
      '{"id":null}',
      '7',
      'null',
      '"x"',
      '[]',
    ])
  })

  test('what does not fit the schema is quarantined with its exact text, and no rule sees it', async () => {
    const never = rule('never', () => expect.unreachable())
    const load = await transform([page(1, '[ {"id":"a","name":7,  "x":1e400} ]')], [never])
    expect(load.quarantine).toMatchObject([
      {
        key: 'a',
        record: '{"id":"a","name":7,  "x":1e400}',
        findings: [{ rule: 'schema', path: 'name', received: 7 }],
      },
    ])
  })

  test('names every object has are data like any other', async () => {
    const load = await transform([page(1, '[{"id":"__proto__","__proto__":{"x":1}},{"id":"constructor"}]')])
    expect(load.records.map(({ record }) => record.id)).toEqual(['__proto__', 'constructor'])
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  test('whatever the pages hold, every candidate ends in one place', async () => {
    const candidate = fc.oneof(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c', '', null),
        name: fc.option(fc.oneof(fc.string(), fc.integer())),
        total_volume: fc.option(fc.constantFrom(0, 1, '1')),
      }),
      fc.jsonValue(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(candidate), { maxLength: 4 }), async (contents) => {
        const load = await transform(
          contents.map((content, at) => page(at + 1, JSON.stringify(content))),
          [zero],
        )
        expect(addsUp(load.counts)).toBe(true)
        expect(load.counts.extracted).toBe(contents.flat().length)
        const places = [...load.records, ...load.quarantine, ...load.duplicates].map(
          (at) => `${at.page}/${at.position}`,
        )
        expect(new Set(places).size).toBe(contents.flat().length)
        for (const entry of load.quarantine) {
          expect(JSON.parse(entry.record)).toEqual(
            JSON.parse(JSON.stringify(contents[entry.page - 1]?.[entry.position])),
          )
        }
      }),
      { numRuns: 500 },
    )
  })

  test('what a number asked for lacks is counted, what was asked for by name is named', async () => {
    const load = await transform([page(1, '[{"id":"a"}]')])
    expect(load.missing).toEqual({ count: 5, keys: [] })
    const named: Source<Coin> = { ...source, requested: () => ({ records: 2, keys: ['a', 'z'] }) }
    const other = await transform([page(1, '[{"id":"a"}]')], [], [], unlimited, named)
    expect(other.missing).toEqual({ count: 1, keys: ['z'] })
  })

  test('a source that throws while it parses is a defect that names the page', async () => {
    await expect(transform([page(2, '{')])).rejects.toMatchObject({
      code: 'parse.failed',
      message: expect.stringContaining('page 2'),
    })
  })
})

describe('rules', () => {
  const one = [page(1, '[{"id":"a"},{"id":"b"}]')]

  test('all findings of all rules are kept, and one that warns keeps nothing out', async () => {
    const findings = [
      { code: 'x', message: 'x' },
      { code: 'y', message: 'y' },
    ]
    const load = await transform(one, [
      rule('first', () => findings, { severity: 'warn' }),
      rule('second', (coin) => (coin.id === 'a' ? findings[0] : 'pass')),
    ])
    expect(load.counts).toMatchObject({ loaded: 1, quarantined: 1 })
    expect(load.findings).toEqual({ first: 4, second: 1 })
    expect(load.warnings).toBe(4)
    expect(
      load.quarantine[0]?.findings.map(({ rule, ruleVersion, severity }) => [rule, ruleVersion, severity]),
    ).toEqual([
      ['first', 3, 'warn'],
      ['first', 3, 'warn'],
      ['second', 3, 'quarantine'],
    ])
  })

  test('a record that a rule of the whole batch keeps out is kept with all that others warned of, counted once', async () => {
    const finding = { code: 'x', message: 'x' }
    const load = await transform(one, [
      rule('late', (coin) => (coin.id === 'b' ? finding : 'pass'), { needs: { history: 1 } }),
      rule('warns', () => finding, { severity: 'warn' }),
      rule('early', (coin) => (coin.id === 'a' ? finding : 'pass')),
      rule('late too', () => finding, { severity: 'warn', needs: { history: 1 } }),
    ])
    expect(load.quarantine.map(({ key, findings }) => [key, findings.map(({ rule }) => rule)])).toEqual([
      ['a', ['warns', 'early', 'late too']],
      ['b', ['late', 'warns', 'late too']],
    ])
    expect(load.findings).toEqual({ early: 1, late: 1, 'late too': 2, warns: 2 })
    expect(load.warnings).toBe(4)
  })

  test('a rule looks back as far as it asks for, whatever others ask for', async () => {
    const record = { id: 'a' } as Coin
    const past = [3, 2, 1].map((extractedAt) => ({ record, batchId: `b${extractedAt}`, extractedAt }))
    const depths = new Map<string, number[]>()
    const looking = (id: string, history?: number): Rule<Coin> => ({
      ...rule(id, () => 'pass'),
      needs: {
        ...(history !== undefined && { history }),
        statistics: { depth: (_, context) => context.history.length },
      },
      check(_, context) {
        depths.set(id, [context.history.length, context.statistics.depth?.median ?? Number.NaN])
        return 'pass'
      },
    })
    const rules = [looking('none'), looking('two', 2), looking('all', 9), looking('one', 1)]
    await transform([page(1, '[{"id":"a"}]')], rules, [], unlimited, source, () => past)
    expect(Object.fromEntries(depths)).toEqual({ none: [0, 0], two: [2, 2], all: [3, 3], one: [1, 1] })
  })

  test('statistics are taken over the whole batch before any record is judged', async () => {
    const seen: unknown[] = []
    const asking: Rule<Coin> = {
      ...rule('asking', () => 'pass'),
      needs: { statistics: { price: (coin) => coin.current_price } },
      check(_, context) {
        seen.push(context.statistics.price)
        return 'pass'
      },
    }
    await transform(
      [page(1, '[{"id":"a","current_price":1},{"id":"b"},{"id":"c","current_price":3}]')],
      [asking],
    )
    expect(seen).toEqual(Array(3).fill({ count: 2, median: 2, mad: 1 }))
  })

  test('a rule that throws is named', async () => {
    const throwing = rule('bad.one', () => {
      throw new RangeError('boom')
    })
    await expect(transform(one, [zero, throwing])).rejects.toMatchObject({
      code: 'rule.failed',
      message: 'Rule bad.one threw RangeError: boom',
      details: { rule: 'bad.one' },
    })
  })

  test('a rule that never ends is stopped and named', async () => {
    const endless = rule('bad.loop', () => {
      for (;;);
    })
    // Long enough for its turn to come on a busy machine.
    await expect(transform(one, [zero, endless], [], timeLimit(1000))).rejects.toMatchObject({
      code: 'rule.failed',
      message: 'Rule bad.loop was still busy when the time for judging was up',
    })
  })

  test.each([
    undefined,
    null,
    'fail',
    7,
    {},
    { code: 'x' },
    { code: '', message: 'm' },
    [null],
    Promise.resolve('pass'),
  ])('a rule that returns %s instead of a verdict is named', async (verdict) => {
    await expect(transform(one, [rule('bad.verdict', () => verdict)])).rejects.toMatchObject({
      code: 'rule.invalid_verdict',
      message: expect.stringContaining('bad.verdict'),
    })
  })

  test('a statistic that throws names its rule', async () => {
    const needs = {
      statistics: {
        x: () => {
          throw new Error('no')
        },
      },
    }
    await expect(transform(one, [rule('bad.number', () => 'pass', { needs })])).rejects.toThrow('bad.number')
  })
})

describe('gates', () => {
  const one = [page(1, '[{"id":"a"},{"id":"b","total_volume":0}]')]

  test('a gate that fails rejects the batch, one that warns does not', async () => {
    const failing = gate('batch.bad', () => ({ outcome: 'failed', findings: [{ code: 'c', message: 'm' }] }))
    expect((await transform(one, [], [failing])).outcome).toBe('rejected')
    expect((await transform(one, [], [{ ...failing, severity: 'warn' }])).outcome).toBe('published')
  })

  test('a gate sees what passed, what was kept out and what was promised', async () => {
    const seen: Parameters<Gate<Coin>['check']>[0][] = []
    const looking = gate('batch.look', (view) => {
      seen.push(view)
      return { outcome: 'not_evaluated', measures: { rows: view.records.length } }
    })
    const load = await transform(one, [zero], [looking])
    expect(seen[0]).toMatchObject({
      pages: { planned: 2, received: 1, empty: [] },
      requested: 6,
      missing: 4,
      records: [{ id: 'a' }],
      kept: [{ id: 'b' }],
      promisedKeys: coins.sourceKeys,
      earlier: [],
    })
    expect(seen[0]?.sourceKeys.get('total_volume')).toBe(1)
    expect(load.gates[1]).toMatchObject({ gate: 'batch.look', measures: { rows: 1 } })
  })

  test('a batch without a record is rejected, whatever gates there are', async () => {
    const load = await transform([page(1, '[]'), page(2, '[]')])
    expect(load.outcome).toBe('rejected')
    expect(load.gates[0]).toMatchObject({ gate: 'batch.empty', outcome: 'failed' })
  })

  test.each([
    null,
    'passed',
    {},
    { outcome: 'maybe' },
    { outcome: 'failed', findings: [{}] },
    { outcome: 'passed', measures: { x: Number.NaN } },
  ])('a gate that returns %j is named', async (verdict) => {
    const odd = gate('batch.odd', () => verdict as never)
    await expect(transform(one, [], [odd])).rejects.toMatchObject({
      code: 'rule.invalid_verdict',
      message: expect.stringContaining('batch.odd'),
    })
  })

  test('a gate that throws is named', async () => {
    const throwing = gate('batch.throws', () => {
      throw new Error('boom')
    })
    await expect(transform(one, [], [throwing])).rejects.toThrow('batch.throws')
  })
})

test('the same bytes under the same rules give the same load', async () => {
  const pages = [page(1, '[{"id":"b","total_volume":0},{"id":"a"},{}]'), page(2, '[{"id":"a","name":3}]')]
  expect(JSON.stringify(await transform(pages, [zero]))).toBe(JSON.stringify(await transform(pages, [zero])))
})
