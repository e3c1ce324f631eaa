import { mkdirSync, readFileSync } from 'node:fs'
import { nearest, TamisError } from '@tamis/core'
import { expect, test } from 'vitest'
import { asUserError } from '../src/errors/as-user-error.ts'
import { failureJson } from '../src/errors/error-json.ts'
import { errorText } from '../src/errors/error-text.ts'

const COMMANDS = ['run', 'replay', 'status', 'batches', 'batches show', 'quarantine list']
const USAGE = { command: 'run', flags: ['batch-id', 'slot', 'json'] }

test.each([
  ['rnu', 'run'],
  ['statsu', 'status'],
  ['quarantine lst', 'quarantine list'],
  ['batche', 'batches'],
])('%s is taken for %s', (typed, meant) => {
  expect(nearest(typed, COMMANDS)).toBe(meant)
})

test('what resembles nothing is taken for nothing', () => {
  expect(nearest('frobnicate', COMMANDS)).toBeUndefined()
  expect(nearest('', ['_'])).toBeUndefined()
})

test('an unknown flag names the one that was meant', () => {
  const thrown = Object.assign(new Error('Nonexistent flag: --batchid\nSee more help with --help'), {
    oclif: { exit: 2 },
    flags: ['--batchid'],
  })
  expect(asUserError(thrown, USAGE)).toMatchObject({
    code: 'usage.invalid',
    exitCode: 2,
    message: 'tamis run has no flag --batchid',
    hint: 'Did you mean --batch-id?',
  })
})

test('where the engine knows no better, the help of the command is named', () => {
  const thrown = new TamisError('usage.invalid', { message: 'Not so' })
  expect(asUserError(thrown, USAGE)).toMatchObject({ message: 'Not so', hint: 'See `tamis run --help`.' })
  const better = new TamisError('usage.invalid', { message: 'Not so', hint: 'But so.' })
  expect(asUserError(better, USAGE)).toBe(better)
})

test.each([
  [
    'Parsing --limit \n\tExpected an integer but received: x\nSee more help with --help',
    '--limit: expected an integer but received: x',
  ],
  [
    'Missing 2 required args:\nbatch  id of the batch\ncoin   id of the coin\nSee more help with --help',
    'Missing argument batch: id of the batch\nMissing argument coin: id of the coin',
  ],
  [
    'The following error occurred:\n  Missing required flag note\nSee more help with --help',
    'Missing required flag --note',
  ],
  ['Unexpected argument: b\nSee more help with --help', 'Unexpected argument: b'],
])('%j is told in lines of its own', (message, told) => {
  expect(asUserError(Object.assign(new Error(message), { oclif: { exit: 2 } }), USAGE)).toMatchObject({
    code: 'usage.invalid',
    message: told,
  })
})

test('a file that cannot be read or written is no defect, and is named', () => {
  const thrownBy = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return asUserError(error, USAGE)
    }
  }
  expect(thrownBy(() => readFileSync('/no/such/file'))).toMatchObject({
    code: 'usage.invalid',
    message: '/no/such/file: is not there (ENOENT)',
  })
  expect(thrownBy(() => mkdirSync('/dev/null/folder'))).toMatchObject({ code: 'usage.invalid', exitCode: 2 })
  const full = Object.assign(new Error('no'), { code: 'ENOSPC', syscall: 'write', path: 'x' })
  expect(asUserError(full, USAGE)).toMatchObject({ code: 'store.full', exitCode: 74 })
})

test('a failure as JSON holds nothing but what the contract names', () => {
  const error = new TamisError('pipeline.busy', {
    message: 'busy',
    cause: new Error('inner'),
    details: { pid: 1 },
  })
  expect(failureJson(error)).toEqual({
    status: 'failed',
    error: { code: 'pipeline.busy', message: 'busy', hint: error.hint, phase: 'stage', recovery: 'retry' },
    exit_code: 75,
  })
})

test('several problems are a list, and none of them reaches the terminal raw', () => {
  const error = new TamisError('config.invalid', { message: 'a: no\u001b[31m\nb: no' })
  expect(errorText(error)).toBe(
    'Error: \n  - a: no\\u001b[31m\n  - b: no\nNext:  Mend the named entries. (config.invalid)\n',
  )
})

test('what is thrown and known to nobody is a defect', () => {
  expect(asUserError(new RangeError('oops'), USAGE)).toMatchObject({ code: 'defect.unexpected', exitCode: 1 })
})
