import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { whyCommand } from '../src/market/why-command.ts'

const AWKWARD = ['bitcoin', 'née & co', "o'neil coin", 'x?y=z#w', '"quoted"', '$HOME', '50%+1', '../up', '猫']

test('the command to copy gives a shell the id as it is', () => {
  for (const coin of AWKWARD) {
    const command = whyCommand(coin, '--at 2026-06-30').replace('tamis', "printf '%s\\n'")
    const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trimEnd().split('\n')
    expect(words).toEqual(['why', coin, '--at', '2026-06-30'])
  }
})

test('an id that begins like a flag comes after all flags', () => {
  expect(whyCommand('-dash', '--at 2026-06-30')).toBe('tamis why --at 2026-06-30 -- -dash')
})
