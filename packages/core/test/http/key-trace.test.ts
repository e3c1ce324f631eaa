import fc from 'fast-check'
import { expect, it } from 'vitest'
import { keyTrace } from '../../src/extract/http/key-trace.ts'
import { quote } from '../../src/extract/http/quote.ts'

const key = fc.stringMatching(/^[\x21-\x7e]{8,40}$/)
const around = fc.stringMatching(/^[ -~]{0,20}$/)
const escapes = (text: string): string =>
  [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

/** How an echo may spell what was sent. */
const SPELLINGS: Readonly<Record<string, (key: string, before: string) => string>> = {
  plain: (text) => text,
  'JSON text': (text) => JSON.stringify(text).slice(1, -1),
  'JSON escapes': escapes,
  'an address': encodeURIComponent,
  'an address, lower case': (text) =>
    encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  base64: (text, before) => Buffer.from(`${before}${text}:`).toString('base64'),
  'URL base64': (text, before) => Buffer.from(`${before}${text}:`).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'upper-case hex': (text) => Buffer.from(text).toString('hex').toUpperCase(),
}

it.each(Object.keys(SPELLINGS))('finds any key anywhere as %s, and takes it out of text', (name) => {
  fc.assert(
    fc.property(key, around, around, around, (secret, before, left, right) => {
      const trace = keyTrace(secret)
      const spelled = SPELLINGS[name]?.(secret, before) ?? ''
      const text = `${left} ${spelled} ${right}`
      expect(trace.isIn(Buffer.from(text))).toBe(true)
      expect(trace.isIn(Buffer.from(trace.strip(text)))).toBe(false)
      expect(quote(text, trace)).not.toContain(secret)
    }),
    { numRuns: 500 },
  )
})

it('finds nothing where there is nothing, and nothing at all without a key', () => {
  const trace = keyTrace('CG-0123456789abcdef')
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(trace.isIn(Buffer.from(text))).toBe(false)
      expect(trace.strip(text)).toBe(text)
      expect(keyTrace(undefined).isIn(Buffer.from(text))).toBe(false)
    }),
  )
})

it('a quotation is one short line without controls or invisible characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const quoted = quote(text, keyTrace(undefined))
      expect(quoted).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(quoted.replaceAll(/\\u[0-9a-f]{4,6}/g, '.').length).toBeLessThanOrEqual(200)
    }),
  )
})
