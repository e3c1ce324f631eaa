import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from '../src/output/csv.ts'

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['  =1', "'  =1"],
  ['＝1', "'＝1"],
  ["'=1", "''=1"],
  ["'quoted'", "'quoted'"],
  ['a=b', 'a=b'],
])('the text %j stands in CSV as %s', (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`)
})

test('numbers are no formulas, whatever they begin with', () => {
  expect(csvLine([-1.5, 1e21, 0])).toBe('-1.5,1e+21,0\r\n')
})

test('what is not there is nothing, and empty text is quoted', () => {
  expect(csvLine([null, '', 'null'])).toBe(',"",null\r\n')
})

test('a word may stand for null; text that is the same is quoted', () => {
  expect(csvLine([null, '', '\\N', 'N', 1], '\\N')).toBe('\\N,"","\\N",N,1\r\n')
})

test('no cell begins as a formula, and taking an apostrophe from each guarded one gives back the text', () => {
  const unit = fc.constantFrom(...'a1"\',;=+-@＝ \t\r\n\0é🚀\u202e')
  const text = fc.string({ unit, maxLength: 8 })
  fc.assert(
    fc.property(text, (before) => {
      const line = csvLine([before]).slice(0, -2)
      const cell = line.startsWith('"') ? line.slice(1, -1).replaceAll('""', '"') : line
      expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/)
      expect(cell.replace(/^'(?='*\s*[=+\-@\t\r＝＋－＠])/, '')).toBe(before)
    }),
    { numRuns: 2000 },
  )
})
