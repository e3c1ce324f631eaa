import { chownSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Asking, withAccount } from '../src/schedule/account.ts'
import type { ScheduleOptions } from '../src/schedule/options.ts'
import { folderWith } from './folder.ts'
import { DEPLOYED } from './schedule-options.ts'

const ROOT: Asking = { uid: 0, user: 'root', sudoUser: undefined, databaseChosen: false }

/** Options for a folder of its own, with the files given. */
function optionsIn(files: Readonly<Record<string, string>>): ScheduleOptions {
  const directory = folderWith(files)
  return {
    ...DEPLOYED,
    directory,
    database: join(directory, 'data/market.db'),
    issues: join(directory, 'issue'),
  }
}

test('a service runs as whoever asks, by name or else by number, and as the one behind sudo', () => {
  const options = optionsIn({})
  expect(withAccount(options, { ...ROOT, uid: 1000, user: 'alice' })).toEqual({ ...options, user: 'alice' })
  expect(withAccount(options, { ...ROOT, uid: 1000, user: undefined }).user).toBe('1000')
  expect(withAccount(options, { ...ROOT, sudoUser: 'alice' }).user).toBe('alice')
})

test.skipIf(process.getuid?.() !== 0)('root asks for the owner of the folder', () => {
  const options = optionsIn({})
  chownSync(options.directory, 1234, 1234)
  expect(withAccount(options, ROOT).user).toBe('1234')
})

test.skipIf(process.getuid?.() !== 0)(
  'where nothing is there, the service gets an account and a folder of its own',
  () => {
    expect(withAccount(optionsIn({}), ROOT)).toMatchObject({
      user: null,
      directory: '/var/lib/tamis',
      database: '/var/lib/tamis/data/market.db',
      issues: '/var/lib/tamis/data/issue',
    })
  },
)

test.skipIf(process.getuid?.() !== 0)(
  'what is there already stays where it is, and is run by its owner',
  () => {
    const there = optionsIn({ 'data/market.db': '' })
    expect(withAccount(there, ROOT)).toEqual({ ...there, user: 'root' })
    const configured = { ...optionsIn({}), config: '/etc/tamis.config.json' }
    expect(withAccount(configured, ROOT)).toEqual({ ...configured, user: 'root' })
    const chosen = { ...optionsIn({}), database: '/srv/market.db' }
    expect(withAccount(chosen, { ...ROOT, databaseChosen: true })).toEqual({ ...chosen, user: 'root' })
    const installed = { ...optionsIn({}), command: ['/root/.nvm/node', '/root/tamis/run.js'] }
    expect(withAccount(installed, ROOT).user).toBe('root')
  },
)
