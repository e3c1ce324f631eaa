import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ended, emptyFolder, json, nobody, rows, tamis, towards } from './cli.ts'

describe('what is not there is told for what it is', () => {
  let cwd: string
  let first: Ended
  let run: (...args: readonly string[]) => Promise<Ended>

  beforeAll(async () => {
    await using api = await startStandIn({ size: 300, seed: 5 })
    cwd = emptyFolder()
    const source = { use: '@tamis/source-coingecko', with: { universe: 'top:250' } }
    const pipelines = { usd: { source }, eur: { source } }
    writeFileSync(join(cwd, 'tamis.config.json'), JSON.stringify({ pipelines }))
    const env = towards(api.url)
    expect((await tamis(['run', 'usd', '--batch-id', 'b'], { cwd, env })).code).toBe(0)
    first = await tamis(['run', 'usd', '--universe', 'ids:bitcoin,no-such-coin', '--json'], { cwd, env })
    const closed = towards(await nobody())
    run = (...args) => tamis(args, { cwd, env: closed })
  })

  test('a coin asked for by its id that no answer held is named on stderr, and counted', () => {
    expect(json(first)).toMatchObject({ status: 'published', requested: 2, missing: 1 })
    expect(first.stderr).toContain('No answer held 1 of 2 records asked for: no-such-coin')
  })

  test('a coin that rules kept out from the first has no price, but reasons', async () => {
    const [zombie] = rows(await run('quarantine', 'list', '--batch', 'b', '--rule', 'volume.zero'))
    const coin = String(zombie?.coin_id)
    expect(json(await run('price', coin, '--at', new Date().toISOString()))).toMatchObject({
      error: {
        message: expect.stringContaining('volume.zero kept it out'),
        hint: `See \`tamis why ${coin}\`.`,
      },
    })
  })

  test('a pipeline that is configured and has no batch yet is told from one that is misspelt', async () => {
    const [none, misspelt] = await Promise.all(
      ['eur', 'uds'].map((name) => run('universe', '--pipeline', name)),
    )
    expect([none?.code, none?.stderr]).toEqual([2, expect.stringContaining('tamis run eur')])
    expect([misspelt?.code, misspelt?.stderr]).toEqual([2, expect.stringContaining('Did you mean usd?')])
  })

  test('staged bytes that were changed end a replay as storage that cannot be trusted', async () => {
    using db = open(join(cwd, 'data/market.db'))
    db.run(`update stg_crypto_markets set sha256 = '${'0'.repeat(64)}' where batch_id = 'b'`)
    const ended = await run('replay', 'usd', '--batch', 'b')
    expect([ended.code, json(ended)]).toMatchObject([
      74,
      { status: 'failed', error: { code: 'page.damaged' } },
    ])
  })
})

function open(path: string): Disposable & { run(sql: string): void } {
  const db = new Database(path)
  return { run: (sql) => void db.exec(sql), [Symbol.dispose]: () => void db.close() }
}
