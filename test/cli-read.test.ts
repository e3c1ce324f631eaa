import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { generateMarket, startStandIn } from '@tamis/testkit/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENTRY, type Ended, emptyFolder, json, nobody, rows, tamis, towards } from './cli.ts'

const READING = [
  ['status'],
  ['batches'],
  ['batches', 'show', 'x'],
  ['quarantine', 'list'],
  ['quarantine', 'show', 'x'],
  ['quarantine', 'release', 'x', '--note', 'n'],
  ['quarantine', 'export'],
  ['raw', 'x'],
  ['sql', 'select 1', '--format', 'csv'],
  ['export'],
  ['export', 'x.parquet'],
  ['report', '-'],
  ['why', 'bitcoin'],
  ['replay', '--all'],
  ['accept', 'x', '--note', 'n'],
  ['rules', 'test'],
  ['prune', '--dry-run'],
  ['backup', 'x.db'],
]

test.each(READING.map((args) => [args]))(
  'tamis %j without a database exits 78 and names tamis run',
  async (args) => {
    const ended = await tamis(args, { cwd: emptyFolder(), env: towards(await nobody()) })
    expect([ended.code, json(ended)]).toMatchObject([
      78,
      { status: 'failed', error: { code: 'config.no_database' }, exit_code: 78 },
    ])
    expect(ended.stderr).toContain('tamis run')
  },
)

const HOSTILE = 'Bit\u001b]0;pwned\u0007\u202ecoin'

describe('after a run', () => {
  let api: Awaited<ReturnType<typeof startStandIn>>
  let cwd: string
  let run: (...args: readonly string[]) => Promise<Ended>

  beforeAll(async () => {
    const market = generateMarket({ size: 250, seed: 1, observedAt: new Date('2026-11-22T05:00:00Z') })
    const coins = market.map((coin, at) => (at === 3 ? { ...coin, name: HOSTILE, total_volume: 0 } : coin))
    api = await startStandIn({ coins, record: true })
    cwd = emptyFolder()
    run = (...args) => tamis(args, { cwd, env: towards(api.url) })
    expect(json(await run('run', '--batch-id', 'b'))).toMatchObject({ status: 'published' })
  })
  afterAll(() => api.close())

  const served = (): Uint8Array => api.requests[0]?.body ?? new Uint8Array()

  test('raw gives the very bytes that were served', async () => {
    const ended = await run('raw', 'b')
    expect(createHash('sha256').update(ended.stdout).digest('hex')).toBe(api.requests[0]?.sha256)
    expect((await run('raw', 'b', '--page', '7')).code).toBe(2)
    expect((await run('raw', 'nope')).code).toBe(2)
  })

  test('batches has a row for it, and show everything of it', async () => {
    const [row] = rows(await run('batches'))
    expect(row).toMatchObject({
      batch_id: 'b',
      pipeline: 'markets',
      state: 'published',
      revision: 1,
      extracted: 250,
    })
    const shown = json(await run('batches', 'show', 'b'))
    expect(shown).toMatchObject({ ...row, universe: 'top:250', currency: 'usd', missing_ids: [] })
    expect(shown.staged_pages).toMatchObject([{ page: 1, sha256: api.requests[0]?.sha256, pruned: false }])
    expect(shown.revisions).toMatchObject([{ revision: 1, reason: 'run' }])
    expect(Number(row?.loaded) + Number(row?.quarantined)).toBe(250)
  })

  test('quarantine list names every record kept out, filters included', async () => {
    const all = rows(await run('quarantine', 'list'))
    const batch = json(await run('batches', 'show', 'b'))
    expect(all).toHaveLength(Number(batch.quarantined))
    const zero = rows(await run('quarantine', 'list', '--rule', 'volume.zero', '--batch', 'b'))
    expect(zero.every(({ rules }) => (rules as string[]).includes('volume.zero'))).toBe(true)
  })

  test('a filter that nothing fits says so, and what was meant or what there is', async () => {
    const list = (...args: string[]) => run('quarantine', 'list', ...args)
    const [misspelt, unknown] = [await list('--rule', 'volume.zer'), await list('--code', 'no_such_code')]
    expect([rows(misspelt), rows(unknown)]).toEqual([[], []])
    expect(misspelt.stderr).toContain('did you mean volume.zero?')
    expect(unknown.stderr).toMatch(/No quarantined record has the code "no_such_code": there is .*zero/)
    const noBatch = await list('--batch', 'bb')
    expect(json(noBatch)).toMatchObject({
      error: { code: 'batch.unknown', hint: expect.stringContaining('Did you mean b?') },
    })
  })

  test('quarantine show gives the record as it was received', async () => {
    const [first] = rows(await run('quarantine', 'list'))
    const ended = await run('quarantine', 'show', String(first?.coin_id))
    const exact = /"record":(\{.*\})\}\n$/.exec(ended.stdout)?.[1] ?? 'nothing'
    expect(Buffer.from(served()).toString()).toContain(exact)
    expect(json(ended)).toMatchObject({ coin_id: first?.coin_id, record: { id: first?.coin_id } })
  })

  test('why leads from a coin to its bytes, and through every rule', async () => {
    for (const [coin, outcome] of [
      ['bitcoin', 'loaded'],
      [idOfHostile(await run('quarantine', 'list')), 'quarantined'],
    ] as const) {
      const ended = await run('why', coin)
      const why = json(ended)
      expect(why).toMatchObject({
        coin_id: coin,
        batch_id: 'b',
        revision: 1,
        page: 1,
        outcome,
        sha256: api.requests[0]?.sha256,
      })
      const exact = /"record":(\{.*\})\}\n$/.exec(ended.stdout)?.[1] ?? 'nothing'
      expect(Buffer.from(served()).toString()).toContain(exact)
      expect(JSON.parse(exact).id).toBe(coin)
      const events = (why.events as { readonly event: string }[]).map(({ event }) => event)
      expect(events).toEqual(outcome === 'loaded' ? ['first_seen'] : ['first_seen', 'kept_out'])
      const verdicts = why.verdicts as { readonly rule: string; readonly verdict: string }[]
      expect(
        verdicts.some(
          ({ rule, verdict }) =>
            rule === 'volume.zero' && verdict === (outcome === 'loaded' ? 'pass' : 'quarantine'),
        ),
      ).toBe(true)
    }
    expect((await run('why', 'no-such-coin')).code).toBe(2)
  })

  test('status says what there is and what to do next', async () => {
    const status = json(await run('status'))
    expect(status).toMatchObject({
      pipeline: 'markets',
      latest: { batch_id: 'b' },
      pending: [],
      last_run: { status: 'published' },
      running: null,
      gates: { batch_id: 'b' },
      next_due: null,
      database: { batches: 1, bytes_per_year: null },
    })
    const { results } = status.gates as {
      readonly results: readonly { readonly outcome: string; readonly severity: string }[]
    }
    expect(results.filter(({ outcome, severity }) => outcome === 'failed' && severity === 'reject')).toEqual(
      [],
    )
    expect(results.length).toBeGreaterThan(5)
    expect(status.next).toBe('tamis quarantine list')
  })

  test('universe has what rules kept out when asked, marked, and --top does not count it', async () => {
    const { quarantined } = json(await run('batches', 'show', 'b'))
    const all = rows(await run('universe', '--top', '3', '--include', 'quarantined'))
    expect(all.slice(0, 3).map(({ status }) => status)).toEqual(['loaded', 'loaded', 'loaded'])
    expect(all.slice(3).every(({ status, rules }) => status === 'quarantined' && String(rules) !== '')).toBe(
      true,
    )
    expect(all).toHaveLength(3 + Number(quarantined))
    const [columns] = rows(
      await run('sql', "select group_concat(name) as names from pragma_table_info('crypto_markets')"),
    )
    const names = [...String(columns?.names).split(','), 'status', 'rules']
    for (const row of all) expect(Object.keys(row)).toEqual(names)
    expect(rows(await run('universe', '--top', '3'))).toEqual(all.slice(0, 3))
  })

  test('a coin is named by its id or by a symbol that it alone has', async () => {
    const [first] = rows(
      await run(
        'sql',
        'select symbol, count(*) as coins from crypto_markets_latest group by 1 order by 2 desc limit 1',
      ),
    )
    expect(Number(first?.coins)).toBeGreaterThan(1)
    const shared = json(await run('price', String(first?.symbol)))
    expect(shared).toMatchObject({
      exit_code: 2,
      error: { message: expect.stringMatching(/shared by \d+ coins: \S+, /) },
    })
    expect(json(await run('price', 'BTC'))).toEqual(
      expect.objectContaining({ coin_id: 'bitcoin', batch_id: 'b' }),
    )
    expect((await run('price', 'bitcoin', '--known-at', '2020-01-01')).code).toBe(2)
  })

  test('sql reads and never writes, in every format', async () => {
    const query =
      'select coin_id, current_price, null as gap from crypto_markets_latest order by market_cap desc limit 2'
    const asJson = rows(await run('sql', query))
    expect(asJson).toMatchObject([{ coin_id: 'bitcoin', gap: null }, {}])
    const csv = (await run('sql', query, '--format', 'csv')).stdout.split('\r\n')
    expect(csv[0]).toBe('coin_id,current_price,gap')
    expect(csv[1]).toBe(`bitcoin,${asJson[0]?.current_price},`)
    const lines = (await run('sql', query, '--format', 'jsonl')).stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(asJson)
    expect((await run('sql', query, '--format', 'table')).stdout).toContain('bitcoin')
    const raw = rows(await run('sql', 'select raw_json(body, codec) as text from stg_crypto_markets'))
    expect(raw).toEqual([{ text: Buffer.from(served()).toString() }])
    const noTable = await run('sql', 'select * from nonsense')
    expect(noTable.stderr).toMatch(/no such table: nonsense.*sqlite_schema/s)
    for (const bad of ['delete from batches', 'create table t (x)', 'select nonsense']) {
      const ended = await run('sql', bad)
      expect([ended.code, json(ended)]).toMatchObject([2, { error: { code: 'usage.invalid' } }])
    }
  })

  test('an error stands in place of a document and never behind a part of one', async () => {
    const ended = await run('sql', 'select coin_id from crypto_markets union all select raw_json(1, 2)')
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('raw_json takes body and codec')])
    expect(ended.stdout).toMatch(/^\[\{"coin_id":/)
    expect(ended.stdout).not.toContain('failed')
  })

  test('more than a pipe holds is exported whole, and a reader that goes away is no defect', async () => {
    const { stdout } = await run('export', '--format', 'jsonl')
    expect(stdout.length).toBeGreaterThan(2 * 65_536)
    expect(stdout.trimEnd().split('\n')).toHaveLength(Number(json(await run('batches', 'show', 'b')).loaded))
    const endless = 'sql "with recursive n(x) as (select 1 union all select x + 1 from n) select x from n"'
    for (const command of ['export', `${endless} --format csv`, endless, 'raw b']) {
      const left = await promisify(execFile)(
        'sh',
        ['-c', `"$0" "$1" ${command} | head -c 1`, process.execPath, ENTRY],
        { cwd },
      )
      expect([left.stdout.length, left.stderr]).toEqual([1, ''])
    }
  })

  test('a query that asks for more than SQLite can hold is told as that, and is no defect', async () => {
    const ended = await run('sql', "select printf('%.*c', 2000000000, 'x')")
    expect([ended.code, json(ended)]).toMatchObject([
      2,
      { error: { code: 'usage.invalid', message: 'SQL: string or blob too big' } },
    ])
  })

  test('columns of one name do not hide each other', async () => {
    expect(rows(await run('sql', 'select 1 as a, 2 as b, 3 as a, 4 as a'))).toEqual([
      { a: 1, b: 2, 'a:1': 3, 'a:2': 4 },
    ])
  })

  test('a whole number keeps its digits, as text where a number would not', async () => {
    const query = 'select 9007199254740991 as safe, 9223372036854775807 as large'
    expect(rows(await run('sql', query))).toEqual([{ safe: 9007199254740991, large: '9223372036854775807' }])
    expect((await run('sql', query, '--format', 'csv')).stdout).toContain(
      '9007199254740991,9223372036854775807',
    )
  })

  test('infinity is a number that JSON parsers read as it, and a word elsewhere', async () => {
    const query = 'select 9e999 as high, -9e999 as low'
    expect((await run('sql', query)).stdout).toBe('[{"high":1e999,"low":-1e999}]\n')
    expect(rows(await run('sql', query))).toEqual([{ high: Infinity, low: -Infinity }])
    expect((await run('sql', query, '--format', 'csv')).stdout).toBe('high,low\r\nInfinity,-Infinity\r\n')
  })

  test('a name made to fool a terminal is shown harmless', async () => {
    const ended = await run(
      'sql',
      "select record ->> 'name' as name from quarantine where record like '%pwned%'",
      '--format',
      'table',
    )
    expect(ended.stdout).toContain('Bit\\u001b]0;pwned\\u0007\\u202ecoin')
    for (const control of ['\u0007', '\u001b', '\u202e']) expect(ended.both).not.toContain(control)
  })

  test('quarantine export writes the same bytes again', async () => {
    const { readFileSync, rmSync } = await import('node:fs')
    const file = `${cwd}/data/issue/crypto_markets-b.jsonl`
    const before = readFileSync(file)
    rmSync(file)
    expect(rows(await run('quarantine', 'export'))).toEqual([
      { batch_id: 'b', issue_file: 'data/issue/crypto_markets-b.jsonl' },
    ])
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

function idOfHostile(list: Ended): string {
  const found = rows(list).find(({ position }) => position === 3)
  return String(found?.coin_id)
}
