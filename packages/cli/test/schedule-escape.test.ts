import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  composeString,
  crontabCommand,
  githubString,
  kubernetesArgument,
  shellWord,
  systemdArgument,
  systemdPath,
  systemdWord,
  yamlString,
} from '../src/schedule/escape.ts'
import { HOSTILE } from './schedule-options.ts'

/** Texts as paths may be: anything but NUL and what checkOptions refuses. */
const texts = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((text) => !/\p{C}|\p{Zl}|\p{Zp}/u.test(text))
const special = fc.string({ unit: fc.constantFrom(...' %$"\'\\`!*?#&|;<>(){}[]~:,-@=né'), minLength: 1 })

describe('a word of the shell', () => {
  test('arrives at the program as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(texts, special), { minLength: 20, maxLength: 50 }), (words) => {
        const command = `printf '%s\\0' ${words.map(shellWord).join(' ')}`
        expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(
          words,
        )
      }),
      { numRuns: 20 },
    )
  })

  test('stays bare when it is safe', () => {
    expect(shellWord('/opt/tamis/bin/run.js')).toBe('/opt/tamis/bin/run.js')
    expect(shellWord('')).toBe("''")
  })
})

test('cron gets its percent signs escaped', () => {
  expect(crontabCommand("'/srv/100%/x'")).toBe("'/srv/100\\%/x'")
})

describe('YAML strings', () => {
  test('read back as they were, also where YAML knows other types', () => {
    fc.assert(
      fc.property(fc.oneof(texts, special), (text) => {
        expect(parse(`x: ${yamlString(text)}`)).toEqual({ x: text })
        expect(parse(`[${yamlString(text)}]`, { version: '1.1' })).toEqual([text])
      }),
    )
    for (const text of ['yes', 'NO', 'null', 'true', '0440', '1:30', '1e3', '~', '']) {
      expect(parse(`x: ${yamlString(text)}`, { version: '1.1' })).toEqual({ x: text })
    }
  })

  test('double the dollar for Compose', () => {
    expect(parse(composeString('/a/$HOME'))).toBe('/a/$$HOME')
  })

  test('double the dollar of an expansion for Kubernetes, and no other', () => {
    expect(parse(kubernetesArgument('/a/$(HOME)/$x'))).toBe('/a/$$(HOME)/$x')
  })

  test('hide expressions from GitHub', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax.
    expect(parse(githubString('a${{ b }}'))).toBe("a${{ '${{' }} b }}")
  })
})

describe('systemd', () => {
  test('words are quoted and their specifiers are doubled', () => {
    expect(systemdWord('/opt/tamis')).toBe('/opt/tamis')
    expect(systemdWord('/a b/%h/"x"\\y')).toBe('"/a b/%%h/\\"x\\"\\\\y"')
  })

  test('arguments double the dollar besides', () => {
    expect(systemdArgument('$HOME')).toBe('"$$HOME"')
    expect(systemdArgument(HOSTILE)).not.toMatch(/(^|[^$])\$([^$]|$)/)
  })

  test('paths that take the whole line keep their quotes', () => {
    expect(systemdPath('/a "b"/%')).toBe('/a "b"/%%')
  })
})
