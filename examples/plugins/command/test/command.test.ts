import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS, NAME } from '../src/index.ts'
import { databaseOfTwo, emptyFolder } from './database.ts'

// The command alone, without what is built.
const config = {
  root: import.meta.dirname,
  pjson: { name: 'test', version: '0.0.0', oclif: { bin: 'tamis' } },
}
const run = (...args: string[]) => COMMANDS[NAME].run([...args, '--json'], config)

test('it sums the last batch of each pipeline', async () => {
  expect(await run('--database', await databaseOfTwo())).toEqual([
    { pipeline: 'two', batch_id: 'first', currency: 'usd', coins: 2, market_cap: null, total_volume: 1500 },
  ])
})

test('without a database it says what to do, with the exit code of a configuration', async () => {
  const missing = run('--database', join(await emptyFolder(), 'none.db'))
  await expect(missing).rejects.toMatchObject({
    message: expect.stringContaining('no database'),
    oclif: { exit: 78 },
  })
})

test('its help has an example', () => {
  for (const command of Object.values(COMMANDS)) expect(command.examples.length).toBeGreaterThan(0)
})
