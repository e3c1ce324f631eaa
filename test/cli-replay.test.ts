import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ended, emptyFolder, json, nobody, rows, tamis, towards } from './cli.ts'

interface Replayed extends Readonly<Record<string, unknown>> {
  readonly status: string
  readonly released: number
  readonly quarantined: number
  readonly difference: Readonly<
    Record<'released' | 'quarantined', { readonly key: string; readonly rules: string[] }[]>
  >
}

const batchesOf = (ended: Ended): readonly Replayed[] => json(ended).batches as Replayed[]

describe('a change of mind, with the network closed', () => {
  let cwd: string
  let zombies: number
  let run: (...args: readonly string[]) => Promise<Ended>

  beforeAll(async () => {
    await using api = await startStandIn({ size: 400, seed: 5 })
    cwd = emptyFolder()
    const first = json(await tamis(['run', '--batch-id', 'b'], { cwd, env: towards(api.url) }))
    zombies = (first.findings as Record<string, number>)['volume.zero'] ?? 0
    expect(zombies).toBeGreaterThan(0)
    const closed = towards(await nobody())
    run = (...args) => tamis(args, { cwd, env: closed })
  })

  const configure = (settings: object): void => {
    const source = { use: '@tamis/source-coingecko', with: { universe: 'top:250' } }
    const rules = [{ use: '@tamis/rules-market', with: settings }]
    writeFileSync(
      join(cwd, 'tamis.config.json'),
      JSON.stringify({ pipelines: { markets: { source, rules } } }),
    )
  }

  test('under the same rules nothing changes', async () => {
    const ended = await run('replay', '--all')
    expect([ended.code, batchesOf(ended)]).toMatchObject([
      0,
      [{ batch_id: 'b', status: 'unchanged', revision: 1 }],
    ])
  })

  test('rules test and replay --diff name who would be released, and write nothing', async () => {
    const database = join(cwd, 'data/market.db')
    const before = readFileSync(database)
    const tried = batchesOf(await run('rules', 'test', '--set', 'volume.zero=warn'))
    expect(tried).toMatchObject([{ status: 'changed', released: zombies, quarantined: 0 }])
    expect(tried[0]?.difference.released.every(({ rules }) => rules.includes('volume.zero'))).toBe(true)
    const rule = `export default { kind: 'rule', id: 'own.cheap', version: 1, summary: 'Costs less than a cent.', severity: 'quarantine',
      check: ({ current_price: price }) => price === null || price >= 0.01 ? 'pass' : { code: 'cheap', message: 'price ' + price } }`
    writeFileSync(join(cwd, 'cheap.mjs'), rule)
    const [cheap] = batchesOf(await run('rules', 'test', '--rules', './cheap.mjs', '--all'))
    expect(cheap?.quarantined).toBeGreaterThan(0)
    expect(cheap?.difference.quarantined.flatMap(({ rules }) => rules)).toContain('own.cheap')
    configure({ 'volume.zero': 'warn' })
    const diff = batchesOf(await run('replay', '--all', '--diff'))
    expect(diff).toEqual(tried)
    expect(rows(await run('batches'))).toMatchObject([{ revision: 1 }])
    expect(readFileSync(database)).toEqual(before)
  })

  test('replay releases exactly those, and takes them back when the rule comes back', async () => {
    configure({ 'volume.zero': 'warn' })
    expect(batchesOf(await run('replay', '--batch', 'b'))).toMatchObject([
      { status: 'changed', revision: 2, released: zombies },
    ])
    expect(rows(await run('quarantine', 'list', '--status', 'released'))).toHaveLength(zombies)
    configure({})
    expect(batchesOf(await run('replay', '--all'))).toMatchObject([
      { status: 'changed', revision: 3, quarantined: zombies },
    ])
    expect(rows(await run('quarantine', 'list', '--rule', 'volume.zero'))).toHaveLength(zombies)
  })

  test('a record kept out by an ordinary rule is released by hand, and stays so; a zombie is not', async () => {
    configure({ 'stable.depeg': 'off', 'turnover.illiquid': 'quarantine' })
    await run('replay', '--all')
    const [illiquid] = rows(await run('quarantine', 'list', '--rule', 'turnover.illiquid')).filter(
      ({ rules }) => (rules as string[]).length === 1,
    )
    const coin = String(illiquid?.coin_id)
    const released = await run('quarantine', 'release', coin, '--note', 'small but real', '--by', 'ann')
    expect([released.code, json(released).status]).toEqual([0, 'published'])
    expect(batchesOf(await run('replay', '--all'))).toMatchObject([{ status: 'unchanged' }])
    const shown = json(await run('quarantine', 'show', coin))
    expect(shown).toMatchObject({ status: 'released', released_by: 'ann', note: 'small but real' })
    const again = await run('quarantine', 'release', coin, '--note', 'twice', '--batch', 'b')
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('does not keep')])
    const [zombie] = rows(await run('quarantine', 'list', '--rule', 'volume.zero'))
    const refused = await run('quarantine', 'release', String(zombie?.coin_id), '--note', 'please')
    expect([refused.code, json(refused).status]).toEqual([2, 'failed'])
  })

  test('batches are chosen by time, and in one way only', async () => {
    expect(batchesOf(await run('replay', '--to', '2020-01-01'))).toEqual([])
    expect((await run('replay')).code).toBe(2)
    expect((await run('replay', '--all', '--batch', 'b')).code).toBe(2)
    expect((await run('replay', '--batch', 'nope')).code).toBe(2)
  })

  test('rules list and explain say what is in force', async () => {
    configure({ 'price.stale': 'off', 'volume.zero': 'warn' })
    const list = rows(await run('rules', 'list'))
    expect(list.map(({ id }) => id)).not.toContain('price.stale')
    expect(list).toContainEqual(
      expect.objectContaining({ id: 'volume.zero', kind: 'rule', severity: 'warn' }),
    )
    expect(list).toContainEqual(
      expect.objectContaining({ id: 'batch.anchors', kind: 'gate', severity: 'reject' }),
    )
    const explained = json(await run('rules', 'explain', 'volume.zero'))
    expect(explained).toMatchObject({
      id: 'volume.zero',
      basis: expect.any(String),
      example: expect.any(String),
    })
    for (const always of [
      { id: 'schema', kind: 'rule', severity: 'quarantine' },
      { id: 'batch.empty', kind: 'gate', severity: 'reject' },
    ]) {
      expect(list).toContainEqual(expect.objectContaining(always))
      expect(json(await run('rules', 'explain', always.id))).toMatchObject(always)
    }
    const unknown = await run('rules', 'explain', 'volum.zero')
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('volume.zero')
  })
})
