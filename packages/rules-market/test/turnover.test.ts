import { expect, test } from 'vitest'
import marketRules, { type MarketRule } from '../src/index.ts'
import { stableDepeg } from '../src/rules/stable-depeg.ts'
import { turnoverIlliquid } from '../src/rules/turnover-illiquid.ts'
import { turnoverWash } from '../src/rules/turnover-wash.ts'
import { expectFindings } from './support/expect-findings.ts'

const euros = { plan: { universe: 'all', currency: 'eur', parameters: {} } } as const

test('turnover.wash is more traded in a day than there is, but for stablecoins', () => {
  expectFindings(
    turnoverWash,
    {},
    [{ total_volume: 2_000_000 }],
    [{ total_volume: 2_000_001 }, 'wash_suspect'],
    [{ total_volume: 2_000_001, coin_id: 'tether' }],
    [{ total_volume: 2_000_001, market_cap: 0 }],
    [{ total_volume: 2_000_001, market_cap: null }],
  )
  const all = turnoverWash.configure?.({ exceptCoins: [] }) as MarketRule
  expectFindings(all, {}, [{ total_volume: 2_000_001, coin_id: 'tether' }, 'wash_suspect'])
})

test('turnover.illiquid is little in dollars or little of the market cap; no volume at all is for the zombie rules', () => {
  expectFindings(
    turnoverIlliquid,
    {},
    [{ total_volume: 50_000 }],
    [{ total_volume: 49_999 }, 'low_volume'],
    [{ total_volume: 60_000, market_cap: 60_000_001 }, 'low_turnover'],
    [{ total_volume: 100, market_cap: 1e9 }, 'low_volume', 'low_turnover'],
    [{ total_volume: 100, market_cap: 0 }, 'low_volume'],
    [{ total_volume: 0 }],
    [{ total_volume: null }],
  )
})

test('turnover.illiquid does not take other money for dollars', () => {
  expectFindings(turnoverIlliquid, euros, [{ total_volume: 49_999 }], [{ total_volume: 100 }, 'low_turnover'])
})

test('stable.depeg tells a wobble from a depeg, of listed coins and in dollars only', () => {
  const tether = (price: number | null) => ({ coin_id: 'tether', current_price: price })
  const cases = [
    [tether(1.0049)],
    [tether(0.994), 'off_peg'],
    [tether(1.04), 'depegged'],
    [tether(null)],
  ] as const
  expectFindings(stableDepeg, {}, ...cases, [{ current_price: 0.5 }])
  expectFindings(stableDepeg, euros, [tether(0.86)])
})

test('no setting makes stable.depeg quarantine, and the refusal says why', () => {
  const because = expect.objectContaining({
    code: 'config.invalid',
    message: expect.stringMatching(/^stable\.depeg: only warns: .*true/),
  })
  expect(() => marketRules({ 'stable.depeg': 'quarantine' })).toThrow(because)
  expect(() => marketRules({ 'stable.depeg': { severity: 'quarantine', coins: ['dai'] } })).toThrow(because)
  expect(marketRules({ 'stable.depeg': 'warn' }).map(({ id }) => id)).toContain('stable.depeg')
  expect(marketRules({ 'stable.depeg': 'off' }).map(({ id }) => id)).not.toContain('stable.depeg')
})
