import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { schemaRule } from '../src/index.ts'
import { validate } from '../src/transform/validate.ts'

const schemas = [
  ['valibot', v.object({ id: v.string(), roi: v.object({ times: v.number() }) })],
  ['zod', z.object({ id: z.string(), roi: z.object({ times: z.number() }) })],
] as const

describe.each(schemas)('a schema of %s', (vendor, schema) => {
  const rule = schemaRule(schema, { id: 'shape' })
  const check = (record: object) => rule.check(record, {} as never)

  test('lets through what fits', () => {
    expect(check({ id: 'a', roi: { times: 1 } })).toBe('pass')
    expect(validate(schema, { id: 'a', roi: { times: 1 }, more: 1 })).toEqual({
      record: { id: 'a', roi: { times: 1 } },
    })
  })

  test('gives a finding for each issue, with its path and what was there', () => {
    const expected = [
      { code: 'invalid', path: 'id', received: 7 },
      { code: 'invalid', path: 'roi.times', received: 'x' },
    ]
    expect(check({ id: 7, roi: { times: 'x' } })).toMatchObject(expected)
    expect(validate(schema, { id: 7, roi: { times: 'x' } })).toMatchObject({ findings: expected })
  })

  test('says so when something is not there at all', () => {
    expect(check({ id: 'a' })).toMatchObject([{ path: 'roi', received: null }])
    expect(validate(schema, null)).toMatchObject({ findings: [{ received: null }] })
  })

  test('is named in the summary', () => {
    expect(rule).toMatchObject({ id: 'shape', version: 1, severity: 'quarantine' })
    expect(rule.summary).toContain(vendor)
  })
})

test('an asynchronous schema is refused rather than waited for', () => {
  const schema = v.pipeAsync(
    v.string(),
    v.checkAsync(async () => true),
  )
  expect(() => validate(schema, 'x')).toThrow(expect.objectContaining({ code: 'parse.failed' }))
  expect(() => schemaRule(schema, { id: 'late' }).check({}, {} as never)).toThrow(TypeError)
})

test('a schema that throws is a defect of the plugin', () => {
  const schema = v.pipe(
    v.string(),
    v.transform((): string => {
      throw new Error('boom')
    }),
  )
  expect(() => validate(schema, 'x')).toThrow(expect.objectContaining({ code: 'parse.failed', exitCode: 1 }))
})

test('the value in a finding is brief, and inherited members are not looked up', () => {
  const found = validate(v.object({ constructor: v.string() }), {})
  expect(found).toMatchObject({ findings: [{ path: 'constructor', received: null }] })
  const long = validate(v.pipe(v.string(), v.maxLength(1)), 'x'.repeat(5000))
  expect(JSON.stringify(long).length).toBeLessThan(500)
})
