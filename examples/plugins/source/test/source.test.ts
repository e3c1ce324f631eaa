import { testSource } from '@tamis/testkit'
import { expect, test } from 'vitest'
import northStarTickers, { fromEnvironment } from '../src/index.ts'
import { api, RECORDS } from './api.ts'

const apiKey = 'KEY-conformance-01'

testSource({
  source: (baseUrl) => northStarTickers({ baseUrl, apiKey, requestsPerMinute: 0 }),
  answer: api,
  records: RECORDS,
  secret: apiKey,
})

test('every problem of the options is named at once', () => {
  const make = () => northStarTickers({ baseUrl: 'somewhere', quote: '$' })
  expect(make).toThrow(/baseUrl: .*\nquote: /)
})

test('an option that does not exist is named', () => {
  expect(() => northStarTickers({ pace: 3 } as object)).toThrow(/pace: no such option/)
})

test('the environment gives address and key, and empty variables nothing', () => {
  const read = (env: Record<string, string>) => fromEnvironment(env, (path) => `key in ${path}\n`)
  const baseUrl = 'http://127.0.0.1:1'
  expect(read({ NORTH_STAR_BASE_URL: baseUrl })).toEqual({ baseUrl })
  expect(read({ NORTH_STAR_API_KEY: '' })).toEqual({})
  const file = { NORTH_STAR_API_KEY_FILE: 'f' }
  expect(read(file)).toEqual({ apiKey: 'key in f' })
  expect(() => fromEnvironment(file, () => '\n')).toThrow('the file is empty')
})
