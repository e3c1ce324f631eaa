import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyFolder, json, tamis } from './cli.ts'
import { HOSTILE_NAMES, hostileMarket } from './hostile-market.ts'

type Values = Readonly<Record<string, string | number | null>>

/** The text that a spreadsheet shows for a guarded cell. */
const unguarded = (text: string): string => text.replace(/^'(?='*\s*[=+\-@\t\r＝＋－＠])/, '')

describe('exports of a market with hostile names', () => {
  const cwd = emptyFolder()
  const database = join(cwd, 'data', 'market.db')
  let replay: Awaited<ReturnType<typeof hostileMarket>>['replay']
  let rows: readonly Values[]
  const run = (...args: readonly string[]) => tamis(args, { cwd })

  const select = (sql: string): Values[] => {
    const db = new Database(database, { readonly: true })
    try {
      return db.prepare<[], Values>(sql).all()
    } finally {
      db.close()
    }
  }
  beforeAll(async () => {
    mkdirSync(join(cwd, 'data'))
    replay = (await hostileMarket(database, 2)).replay
    rows = select('select * from crypto_markets order by extracted_at, page, position')
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...HOSTILE_NAMES]))
    expect(rows.some(({ symbol }) => symbol === '')).toBe(true)
  })

  test('JSON lines hold every value', async () => {
    const { stdout } = await run('export', '--from', '2020-01-01', '--format', 'jsonl')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows)
  })

  test('Parquet holds every value, with its type', async () => {
    const done = await run('export', 'panel.parquet', '--from', '2020-01-01', '--json')
    expect(json(done)).toEqual({ file: 'panel.parquet', format: 'parquet', batches: 2, rows: rows.length })
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(join(cwd, 'panel.parquet')) })
    const plain = (value: unknown): unknown =>
      value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? Number(value) : value
    const plainRows = read.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
    )
    expect(plainRows).toEqual(rows)
    expect(read[0]).toMatchObject({ extracted_at: expect.any(Date), market_cap_rank: 1n, revision: 1 })
  })

  const shell = spawnSync('sqlite3', ['--version']).status === 0
  test.runIf(shell)(
    'the stock sqlite3 shell imports every value from CSV, nulls and empty text apart',
    async () => {
      expect((await run('export', 'panel.csv', '--from', '2020-01-01', '--null', '\\NULL')).code).toBe(0)
      const typed = Object.keys(rows[0] ?? {}).map((name) => {
        const number = rows.some((row) => typeof row[name] === 'number') ? ' + 0' : ''
        return `case when "${name}" <> '\\NULL' then "${name}"${number} end as "${name}"`
      })
      const script = ['.mode json', '.import --csv panel.csv panel', `select ${typed.join(', ')} from panel`]
      const { stdout, stderr } = spawnSync('sqlite3', [':memory:', ...script], {
        cwd,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      })
      expect(stderr).toBe('')
      const read = (JSON.parse(stdout) as Values[]).map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'string' ? unguarded(value) : value,
          ]),
        ),
      )
      expect(read).toEqual(rows)
    },
  )

  test('no cell of the CSV begins as a formula', () => {
    const text = readFileSync(join(cwd, 'panel.csv'), 'utf8')
    const cells = [...text.matchAll(/(?<=^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r]*))(?=,|\r\n)/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    )
    expect(cells.length).toBeGreaterThanOrEqual(rows.length * 40)
    const formulas = cells.filter((cell) => /^\s*[=+@＝]|^-(?!\d)/.test(cell))
    expect(formulas).toEqual([])
  })

  test('the market as of a time, and a batch by its id, are the same rows', async () => {
    const asOf = await run('export', '--as-of', '2026-11-20', '--format', 'jsonl')
    const batch = await run('export', '--batch', 'DAY-0', '--format', 'jsonl')
    expect(asOf.stdout).toBe(batch.stdout)
    expect(asOf.stdout.trimEnd().split('\n')).toHaveLength(40)
  })

  test('a lake is filled once, and a replay reaches only what it changed', async () => {
    const fill = async () => json(await run('export', '--partitioned', 'lake', '--json'))
    const files = () => globSync('lake/**/*.parquet', { cwd }).sort()
    expect(await fill()).toEqual({ folder: 'lake', written: 2, kept: 0, rows: rows.length })
    expect(files()).toEqual([
      'lake/date=2026-11-20/batch=day-0/data.parquet',
      'lake/date=2026-11-21/batch=day-1/data.parquet',
    ])
    const first = join(cwd, files()[0] ?? '')
    const before = statSync(first).mtimeMs
    expect(await fill()).toMatchObject({ written: 0, kept: 2, rows: 0 })

    await replay({ 'volume.zero': 'warn' })
    writeFileSync(join(cwd, 'lake/date=2026-11-21/batch=day-1/.data.parquet.1.tmp'), 'torn')
    expect(await fill()).toMatchObject({ written: 1, kept: 1, rows: 40 })
    expect(statSync(first).mtimeMs).toBe(before)
    const second = await parquetReadObjects({ file: await asyncBufferFromFile(join(cwd, files()[1] ?? '')) })
    expect(second).toHaveLength(40)
    expect(new Set(second.map(({ revision }) => revision))).toEqual(new Set([2]))

    writeFileSync(first, 'no Parquet')
    expect(await fill()).toMatchObject({ written: 1, kept: 1, rows: 40 })
  })

  test('what cannot be exported says why and leaves no file', async () => {
    for (const [args, code, error] of [
      [['export', 'x.csv', '--batch', 'nope'], 2, 'batch.unknown'],
      [['export', 'x.csv', '--as-of', '2020-01-01'], 2, 'usage.invalid'],
      [['export', 'x.parquet', '--null', 'NA'], 2, 'usage.invalid'],
      [['export', 'x.csv', '--null', ','], 2, 'usage.invalid'],
      [['export', 'x.csv', '--partitioned', 'y'], 2, 'usage.invalid'],
      [['export', 'none/x.csv'], 74, 'output.unwritable'],
    ] as const) {
      const ended = await run(...args, '--json')
      expect([ended.code, json(ended)], args.join(' ')).toMatchObject([code, { error: { code: error } }])
    }
    expect(existsSync(join(cwd, 'x.csv')) || existsSync(join(cwd, 'y'))).toBe(false)
  })
})
