import { isTamisError } from '@tamis/core'
import { expect, it } from 'vitest'
import coingeckoMarkets, { type Environment, fromEnvironment } from '../src/index.ts'

const FILES: Readonly<Record<string, string>> = { '/run/key': ' CG-FROMFILE\n', '/run/empty': '\n' }

function readFile(path: string): string {
  const text = FILES[path]
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
  return text
}

const read = (env: Environment) => fromEnvironment(env, readFile)

function problemOf(env: Environment): string {
  try {
    read(env)
  } catch (error) {
    if (isTamisError(error) && error.code === 'config.invalid') return error.message
    throw error
  }
  return ''
}

it('says nothing when nothing is set, or set to nothing', () => {
  expect(read({})).toEqual({})
  expect(
    read({ COINGECKO_DEMO_API_KEY: '', COINGECKO_BASE_URL: '', COINGECKO_REQUESTS_PER_MINUTE: '' }),
  ).toEqual({})
})

it.each(['demo', 'pro'] as const)('takes the plan %s from the key that is set', (plan) => {
  const options = read({ [`COINGECKO_${plan.toUpperCase()}_API_KEY`]: 'CG-0123456789' })
  expect(options).toMatchObject({ plan })
  expect(JSON.stringify(options)).not.toContain('0123456789')
  expect(() => coingeckoMarkets(options)).not.toThrow()
})

it('reads a key from the file that is named, without its line end', () => {
  const { apiKey } = read({ COINGECKO_PRO_API_KEY_FILE: '/run/key' })
  expect(typeof apiKey === 'object' && apiKey.reveal()).toBe('CG-FROMFILE')
})

it('takes base URL and pace', () => {
  expect(
    read({ COINGECKO_BASE_URL: 'http://127.0.0.1:1/api/v3', COINGECKO_REQUESTS_PER_MINUTE: '0' }),
  ).toEqual({
    baseUrl: 'http://127.0.0.1:1/api/v3',
    requestsPerMinute: 0,
  })
})

it('refuses two keys, and two ways to give one', () => {
  const key = 'CG-0123456789'
  expect(problemOf({ COINGECKO_DEMO_API_KEY: key, COINGECKO_PRO_API_KEY: key })).toMatch(/both set/)
  expect(problemOf({ COINGECKO_DEMO_API_KEY: key, COINGECKO_PRO_API_KEY_FILE: '/run/key' })).toMatch(
    /both set/,
  )
  const both = problemOf({ COINGECKO_PRO_API_KEY: key, COINGECKO_PRO_API_KEY_FILE: '/run/key' })
  expect(both).toMatch(/both set/)
  expect(both).not.toContain(key)
})

it('names every problem at once by its variable', () => {
  const problem = problemOf({
    COINGECKO_DEMO_API_KEY_FILE: '/run/empty',
    COINGECKO_PRO_API_KEY_FILE: '/run/none',
    COINGECKO_REQUESTS_PER_MINUTE: 'fast',
  })
  expect(problem.split('\n')).toEqual([
    'COINGECKO_DEMO_API_KEY_FILE: the file is empty',
    'COINGECKO_PRO_API_KEY_FILE: the file cannot be read (ENOENT)',
    'COINGECKO_REQUESTS_PER_MINUTE: must be a number, 0 for unpaced',
  ])
})
