import { styleText } from 'node:util'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { amount, bytes, duration, plural, sparkline, time } from '../src/output/format.ts'
import { jsonLine } from '../src/output/json.ts'
import { hide, redact } from '../src/output/redact.ts'
import { safe } from '../src/output/safe.ts'
import { renderTable } from '../src/output/table.ts'

test('a hostile name does nothing to a terminal', () => {
  expect(safe('Bit\u001b]0;pwned\u0007\r\n\u009b31m\u202ecoin\u200b\u{e0041}')).toBe(
    'Bit\\u001b]0;pwned\\u0007\\u000d\\u000a\\u009b31m\\u202ecoin\\u200b\\u{e0041}',
  )
})

test('whatever the text, what is shown is one line without a control', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(safe(text)).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u)
    }),
  )
})

test('names of any language stay as they are', () => {
  expect(safe('比特币 Ƀitcoin — ₿ é')).toBe('比特币 Ƀitcoin — ₿ é')
})

test('a secret shows in no encoding', () => {
  const secret = 'CG-Canary/"+=key'
  hide(secret)
  const text = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    btoa(secret),
    `x=${secret}&`,
  ].join(' ')
  const clean = redact(text)
  expect(clean).not.toContain('Canary')
  expect(clean).not.toContain(encodeURIComponent(secret))
  expect(clean).not.toContain(btoa(secret).replace(/=+$/, ''))
  expect(jsonLine({ message: text })).not.toContain('Canary')
})

test('JSON is one line, whatever it holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const line = jsonLine(value)
      expect(line.indexOf('\n')).toBe(line.length - 1)
      expect(JSON.stringify(JSON.parse(line))).toBe(JSON.stringify(value))
    }),
  )
})

const COLUMNS = [{ key: 'coin' }, { key: 'price' }, { key: 'note', spare: 1 }]
const ROWS = [
  { coin: 'bitcoin', price: 97342.5, note: 'the first of them all' },
  { coin: 'a-coin-with-a-name-that-is-longer-than-most', price: 1, note: null },
]

test('a table has numbers to the right and a dash for what is not there', () => {
  const [head, first, second] = renderTable(ROWS, COLUMNS, 200).split('\n')
  expect(head).toMatch(/coin +price +note$/)
  expect(first).toMatch(/^bitcoin +97342\.5 {2}the first of them all$/)
  expect(second).toMatch(/ 1 {2}-$/)
})

test('a table leaves out spare columns, then cuts the widest, so that it fits', () => {
  const lines = renderTable(ROWS, COLUMNS, 40).trimEnd().split('\n')
  expect(lines.every((line) => line.length <= 40)).toBe(true)
  expect(lines.join('\n')).not.toContain('first of them')
  expect(lines.at(-1)).toMatch(/^a-coin-with.*… +1$/)
})

test('a column that is to be copied is never cut', () => {
  const id = 'markets-20261122T050100Z-7134'
  const table = renderTable(
    [{ id, note: 'the first of them all' }],
    [{ key: 'id', whole: true }, { key: 'note' }],
    40,
  )
  const lines = table.trimEnd().split('\n')
  expect(lines.every((line) => line.length <= 40)).toBe(true)
  expect(lines.at(-1)).toContain(id)
})

// What terminals and segmenters disagree about: wide, combining, joined and prepended characters, emoji of every kind.
const ODD = [
  'a',
  ' ',
  '-',
  'é',
  'e\u0301',
  '\u0301',
  '比',
  '𠀀',
  '🌀',
  '👍🏽',
  '🏽',
  '🇩🇪',
  '🇩',
  '☂\ufe0f',
  '1\ufe0f\u20e3',
  '⌚\ufe0e',
  '각',
  'ᄀ',
  'ᅡ',
  'ﾞ',
  'ｶﾞ',
  'ำ',
  'क्ष',
  '\u0d4e',
  '\u{16d67}',
  '\ufffd',
  '﷽',
]

test('no table is wider than the terminal, unless there is nothing left to cut', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...ODD), maxLength: 60 }),
  )
  const cell = fc.oneof(text, fc.double(), fc.constant(null))
  const rows = fc.array(fc.record({ coin: cell, price: cell, note: cell }), { minLength: 1, maxLength: 5 })
  const coloured = COLUMNS.map((column) => ({
    ...column,
    show: (value: unknown) => styleText('red', safe(String(value)), { validateStream: false }),
  }))
  fc.assert(
    fc.property(rows, fc.integer({ min: 40, max: 200 }), fc.boolean(), (table, width, colour) => {
      for (const line of renderTable(table, colour ? coloured : COLUMNS, width).split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width)
      }
    }),
    { numRuns: 1000 },
  )
})

test.each([
  [999, '1.0 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [11_400_000, '3 h 10 min'],
  [4 * 86_400_000, '4 d'],
])('%d ms read as %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test('numbers read well', () => {
  expect([plural(1, 'page'), plural(2000, 'batch', 'batches')]).toEqual(['1 page', '2,000 batches'])
  expect([bytes(512), bytes(3500), bytes(12 * 1024 ** 2), bytes(1.2 * 1024 ** 3)]).toEqual([
    '512 B',
    '3.4 KiB',
    '12 MiB',
    '1.2 GiB',
  ])
  expect([amount(97342.1), amount(1.5), amount(0.00012345), amount(1.2e-9), amount(0), amount(null)]).toEqual(
    ['97,342', '1.50', '0.0001234', '1.200e-9', '0', '-'],
  )
  expect([time('2026-11-22T05:00:01.123Z'), time(null)]).toEqual(['2026-11-22 05:00:01Z', '-'])
  expect([sparkline([0, 7]), sparkline([5, 5]), sparkline([])]).toEqual(['▁█', '▄▄', ''])
})
