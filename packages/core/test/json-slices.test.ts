import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sliceJsonArray } from '../src/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** JSON text of a value with arbitrary space between its tokens and some characters escaped that need not be. */
function spaced(value: unknown, space: () => string, escaped: () => boolean): string {
  const gap = space
  if (Array.isArray(value)) {
    return `[${gap()}${value.map((item) => spaced(item, space, escaped)).join(`${gap()},${gap()}`)}${gap()}]`
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${spaced(name, space, escaped)}${gap()}:${gap()}${spaced(member, space, escaped)}`,
    )
    return `{${gap()}${members.join(`${gap()},${gap()}`)}${gap()}}`
  }
  if (typeof value !== 'string') return JSON.stringify(value)
  return JSON.stringify(value).replaceAll(/[a-z]/g, (letter) =>
    // Within an escape sequence a letter means something else, and the second look would break it.
    escaped() && !JSON.stringify(value).includes('\\')
      ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
      : letter,
  )
}

const documents = fc
  .tuple(
    fc.array(fc.jsonValue()),
    fc.infiniteStream(fc.constantFrom('', ' ', '\n', '\t', '\r\n ')),
    fc.boolean(),
  )
  .map(([value, spaces, escapes]) => {
    const next = (): string => spaces.next().value as string
    return `${next()}${spaced(value, next, () => escapes)}${next()}`
  })

test('every slice parses to what the document holds at its place', () => {
  fc.assert(
    fc.property(documents, (text) => {
      const slices = sliceJsonArray(bytes(text))
      expect(slices.map((slice) => JSON.parse(slice))).toEqual(JSON.parse(text))
    }),
    { numRuns: 1000 },
  )
})

test('a slice is the exact text, so numbers keep their digits and objects their duplicate keys', () => {
  const items = [
    '12345678901234567890123456789',
    '1e400',
    '0.10',
    '-0',
    '{"a":1, "a":2}',
    '"\\u0041\\ud800"',
    'null',
  ]
  expect(sliceJsonArray(bytes(`\ufeff [ ${items.join(' ,\n')} ] `))).toEqual(items)
})

test('quotes, brackets and commas within strings end nothing', () => {
  const items = ['"]"', '{"k,]":"}\\\\"}', '[["\\"", "[{"]]', '"\\\\"']
  expect(sliceJsonArray(bytes(`[${items.join()}]`))).toEqual(items)
})

test('an array within a document is found by its path, the last of equal keys as JSON.parse has it', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.string(), fc.string(), (value, outer, inner) => {
      const name = (text: string): string => JSON.stringify(text)
      const text = `{${name(outer)}: 1, ${name(outer)} : {"x":[], ${name(inner)}:[0], ${name(inner)}: ${JSON.stringify(value)}} }`
      const slices = sliceJsonArray(bytes(text), [outer, inner])
      expect(slices.map((slice) => JSON.parse(slice))).toEqual(JSON.parse(text)[outer][inner])
    }),
    { numRuns: 500 },
  )
})

test('an empty array has no slices', () => {
  expect(sliceJsonArray(bytes(' [ \n ] '))).toEqual([])
})

test.each([
  ['{"data":{}}', ['data'], 'no array at /data'],
  ['[]', ['data'], 'no object around "data"'],
  ['{"a":[]}', ['b'], 'no member "b"'],
  ['7', [], 'no array at /'],
])('%s at %j is refused', (text, path, message) => {
  expect(() => sliceJsonArray(bytes(text), path)).toThrow(new RangeError(message))
})

test('a view into a larger buffer is read from its own start', () => {
  const whole = bytes('xxxx[1,2]yyyy')
  expect(sliceJsonArray(whole.subarray(4, 9))).toEqual(['1', '2'])
})

test('only what is wanted is cut out', () => {
  expect(sliceJsonArray(bytes('[1, {"a":[2]}, "3"]'), [], new Set([1]))).toEqual(['', '{"a":[2]}', ''])
})
