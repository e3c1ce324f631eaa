import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from './command.ts'

/** Parts that tests outside of this folder ask for. */
const ELSEWHERE = ['recorded-data', 'strace', 'loop-mount']

test('every part that TAMIS_REQUIRE names is one, so that a misspelt name cannot switch a check off', () => {
  const sources = globSync('system/*.test.ts', { cwd: ROOT }).map((file) =>
    readFileSync(`${ROOT}/${file}`, 'utf8'),
  )
  const parts = sources.flatMap((source) =>
    [...source.matchAll(/describePart\(\s*'([\w-]+)'/g)].map(([, name]) => name),
  )
  const required = (process.env.TAMIS_REQUIRE ?? '').split(',').filter((name) => name.trim() !== '')
  expect(required.filter((name) => ![...parts, ...ELSEWHERE].includes(name))).toEqual([])
})
