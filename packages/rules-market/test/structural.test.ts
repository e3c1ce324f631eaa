import { expect, test } from 'vitest'
import { atlNegative } from '../src/rules/atl-negative.ts'
import { capNegative } from '../src/rules/cap-negative.ts'
import { nameMissing } from '../src/rules/name-missing.ts'
import { numberFinite } from '../src/rules/number-finite.ts'
import { numberText } from '../src/rules/number-text.ts'
import { numberUnsafe } from '../src/rules/number-unsafe.ts'
import { priceNegative } from '../src/rules/price-negative.ts'
import { supplyNegative } from '../src/rules/supply-negative.ts'
import { symbolMissing } from '../src/rules/symbol-missing.ts'
import { volumeNegative } from '../src/rules/volume-negative.ts'
import { expectFindings } from './support/expect-findings.ts'
import { coin, contextOf } from './support/market.ts'

test('name.missing and symbol.missing find what is null or blank', () => {
  expectFindings(nameMissing, {}, [{}], [{ name: null }, 'missing'], [{ name: ' \t' }, 'missing'])
  expectFindings(
    symbolMissing,
    {},
    [{ symbol: '🐶' }],
    [{ symbol: null }, 'missing'],
    [{ symbol: '' }, 'missing'],
  )
})

test('number.finite names each field that is infinite or no number', () => {
  expectFindings(
    numberFinite,
    {},
    [{ ath: null }],
    [{ total_volume: Number.POSITIVE_INFINITY }, 'not_finite'],
    [{ total_volume: Number.NEGATIVE_INFINITY, ath: Number.NaN }, 'not_finite', 'not_finite'],
  )
})

test('number.finite looks at every number of a record, whatever its field', () => {
  const record = { ...coin(), roi_times: Number.POSITIVE_INFINITY }
  expect(numberFinite.check(record, contextOf())).toMatchObject([{ path: 'roi_times', received: 'Infinity' }])
})

test('number.unsafe begins one step beyond 2^53, on both sides of 0', () => {
  expectFindings(
    numberUnsafe,
    {},
    [{ total_supply: 2 ** 53 }],
    [{ total_supply: 2 ** 53 + 2 }, 'rounded'],
    [{ atl_change_percentage: -1e18 }, 'rounded'],
    [{ total_supply: Number.POSITIVE_INFINITY }],
  )
})

test('number.text looks at what the source sent, where the record has a number', () => {
  expectFindings(numberText, { candidate: { market_cap_rank: '12', name: '12', ath: 'none' } }, [
    { market_cap_rank: 12, ath: null },
    'text',
  ])
  for (const candidate of [null, 'text', 3, { market_cap_rank: 12 }])
    expectFindings(numberText, { candidate }, [{}])
})

test.each([
  [priceNegative, 'current_price'],
  [volumeNegative, 'total_volume'],
  [capNegative, 'market_cap'],
  [supplyNegative, 'circulating_supply'],
  [supplyNegative, 'total_supply'],
  [supplyNegative, 'max_supply'],
  [atlNegative, 'atl'],
] as const)('$0.id finds a $1 below 0, and neither 0 nor null', (rule, field) => {
  expectFindings(
    rule,
    {},
    [{ [field]: 0 }],
    [{ [field]: -0 }],
    [{ [field]: null }],
    [{ [field]: -1e-18 }, 'negative'],
    [{ [field]: Number.NEGATIVE_INFINITY }, 'negative'],
  )
})

test('structural rules quarantine, except for an empty symbol, large or textual numbers and the all-time low', () => {
  const quarantine = [nameMissing, numberFinite, priceNegative, volumeNegative, capNegative, supplyNegative]
  const warn = [symbolMissing, numberUnsafe, numberText, atlNegative]
  expect(quarantine.map(({ severity }) => severity)).toEqual(quarantine.map(() => 'quarantine'))
  expect(warn.map(({ severity }) => severity)).toEqual(warn.map(() => 'warn'))
})
