import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatedKeys } from '../src/config/repeated-keys.ts'

test.each([
  ['{"a":1,"a":2}', ['a']],
  ['{"pipelines":{"usd":{},"eur":{},"\\u0075sd":{}}}', ['pipelines.usd']],
  ['{"a":[{"b":1},{"b":1,"c":{"d":0,"d":0}}]}', ['a.1.c.d']],
  ['{"a":"{\\"b\\":1,\\"b\\":2}","b":["a","a"],"c":"a"}', []],
  ['{"__proto__":1,"__proto__":2}', ['__proto__']],
  ['"a"', []],
])('%s repeats %j', (text, paths) => {
  expect(repeatedKeys(text)).toEqual(paths)
})

test('nothing repeats in what was written as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      expect(repeatedKeys(JSON.stringify(value, null, indent))).toEqual([])
    }),
  )
})
