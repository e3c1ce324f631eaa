import { parse } from '@oclif/core/parser'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../src/commands.ts'
import { surface } from './surface.ts'

test('commands and flags are as agreed (if they are to change: vitest -u, and a changeset that says so)', async () => {
  await expect(surface(COMMANDS)).toMatchFileSnapshot('../etc/commands.txt')
})

describe.each(Object.entries(COMMANDS))('%s', (id, command) => {
  test('says in a line what it does, and what each flag is for', () => {
    expect(command.summary).toMatch(/^[A-Z].{10,98}[^.]$/)
    for (const flag of Object.values(command.flags ?? {})) {
      expect(flag.description ?? flag.summary).toMatch(/^[^A-Z].*[^.]$/s)
    }
  })

  test('takes no path that a script left empty', async () => {
    const { args, flags, baseFlags } = command
    const paths = [
      ...Object.entries(args).filter(([name]) => name === 'file'),
      ...Object.entries({ ...baseFlags, ...flags }).filter(
        ([, flag]) =>
          'helpValue' in flag && /^(FILE|DIR)$/.test(String(flag.helpValue)) && flag.helpGroup !== 'OBSERVE',
      ),
    ]
    for (const [name, { parse: read }] of paths) {
      const reading = (read as (given: string) => Promise<unknown>)(' ')
      await expect(reading, name).rejects.toThrow('Expected a path but received nothing')
    }
  })

  test('has an example of itself, and none that no command takes', async () => {
    const lines = examplesOf(command).map(wordsOf)
    expect(lines.map(([own]) => own)).toContain(id)
    for (const [named, words] of lines) {
      const { args = {}, flags, baseFlags, strict } = COMMANDS[named] ?? {}
      const input = { args, flags: { ...baseFlags, ...flags }, strict: strict ?? true }
      await expect(parse(words, input), `${named} ${words.join(' ')}`).resolves.toBeDefined()
    }
  })
})

function examplesOf({ examples = [] }: (typeof COMMANDS)[string]): readonly string[] {
  return examples.map((example) => (typeof example === 'string' ? example : example.command))
}

/** The command that a line of a shell runs and the words after it, up to where another program begins. */
function wordsOf(line: string): [id: string, words: string[]] {
  const [, own = ''] = /<%= config\.bin %>((?: "[^"]*"| '[^']*'|[^|>)])*)/.exec(line) ?? []
  const all = [...own.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, twice, once, plain]) => twice ?? once ?? plain ?? '',
  )
  const [first = '', second = ''] = all
  return COMMANDS[`${first}:${second}`] === undefined
    ? [first, all.slice(1)]
    : [`${first}:${second}`, all.slice(2)]
}
