import { expect, test } from 'vitest'
import { parseSize } from '../src/sizes.ts'

test.each([
  ['0', 0],
  ['1500', 1500],
  ['500MB', 500_000_000],
  ['500 mb', 500_000_000],
  ['2GiB', 2 * 1024 ** 3],
  ['1.5G', 1.5 * 1024 ** 3],
  ['10k', 10_240],
  ['1TB', 1e12],
  ['7B', 7],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test.each(['', 'much', '-1', '1e9', '5iB', 'GB', '1,5GB', '5 GB MB'])('%j is no size', (text) => {
  expect(() => parseSize(text)).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
})
