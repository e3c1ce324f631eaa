import { expect, test } from 'vitest'
import { numberText } from '../src/server/lexeme.ts'

test.each([
  [0, false, '0.0'],
  [0, true, '0.0'],
  [117484, false, '117484'],
  [19894600, true, '19894600.0'],
  [0.00001509, false, '1.509e-05'],
  [1e-18, false, '1e-18'],
  [0.0001, false, '0.0001'],
  [6.880533492886351e16, true, '6.880533492886351e+16'],
  [-0.31169, true, '-0.31169'],
])('%d (float %s) is written %s, as the API does', (value, float, text) => {
  expect(numberText(value, float)).toBe(text)
})

test('an amount of money of 49 digits is written as an integer', () => {
  expect(numberText(4.206899e48)).toMatch(/^42068\d{44}$/)
})
