import { expect, test } from 'vitest'
import { describeFault, FAULT_KINDS, parseFault } from '../src/server.ts'

test.each([
  ['429', { kind: '429' }],
  ['429:2', { kind: '429', times: 2 }],
  ['429=30', { kind: '429', value: '30' }],
  ['reset@3', { kind: 'reset', match: 3 }],
  ['stall:always@/coins/list', { kind: 'stall', times: Number.POSITIVE_INFINITY, match: '/coins/list' }],
  [
    'redirect:2@1=http://127.0.0.1:80/a?b=c:1@2',
    { kind: 'redirect', times: 2, match: 1, value: 'http://127.0.0.1:80/a?b=c:1@2' },
  ],
  ['503', { kind: 'status', status: 503 }],
  ['521:3=60', { kind: 'status', status: 521, times: 3, headers: { 'retry-after': '60' } }],
])('%s is read', (text, fault) => {
  expect(parseFault(text)).toEqual(fault)
})

test.each(['', 'nothing', '200', '429:x', ':2'])('%j is refused, naming the kinds', (text) => {
  expect(() => parseFault(text)).toThrow(/slow-headers/)
})

test('a redirect needs a target', () => {
  expect(() => parseFault('redirect')).toThrow('redirect=URL')
})

test('every kind is described', () => {
  for (const kind of FAULT_KINDS) expect(describeFault(kind)).toMatch(/\w/)
})
