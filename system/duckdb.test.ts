import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { hostileMarket } from '../test/hostile-market.ts'
import { CACHE, must, ROOT, TAMIS } from './command.ts'
import { describePart, prepare } from './part.ts'

const PACKAGES = ['duckdb==2.0.1', 'pandas==3.1.1', 'pyarrow==26.0.1']

/** A Python of its own with the readers of others. */
const python = await prepare(async () => {
  const folder = `${CACHE}/duckdb`
  const program = `${folder}/bin/python`
  if (!existsSync(`${folder}/bin/pip`)) await must('python3', ['-m', 'venv', folder])
  await must(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES])
  return program
})

interface Answer {
  readonly types: Readonly<Record<string, string>>
  readonly rows: readonly (readonly unknown[])[]
}

describePart('duckdb', python, (program) => {
  let cwd: string
  let columns: readonly string[]
  let rows: readonly unknown[][]

  const ask = async (...queries: readonly string[]): Promise<readonly Answer[]> => {
    const script = `${ROOT}/system/duckdb/read.py`
    return JSON.parse(await must(program, [script], { cwd, input: JSON.stringify(queries) })) as Answer[]
  }
  const docs = () => readFile(`${ROOT}/docs/exports.md`, 'utf8')
  const blocksOf = async (language: string): Promise<readonly string[]> =>
    [...(await docs()).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
      ([, code]) => code ?? '',
    )

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'tamis-duckdb-'))
    await mkdir(join(cwd, 'data'))
    await hostileMarket(join(cwd, 'data/market.db'), 4)
    // As a reader of the documentation would.
    const [exports = ''] = await blocksOf('sh')
    const command = TAMIS.map((word) => `'${word}'`).join(' ')
    await must('sh', ['-euc', exports.replaceAll(/^tamis/gm, command)], { cwd })
    await must(
      'sh',
      ['-euc', `${command} export all.csv --from 2020-01-01; ${command} export all.jsonl --from 2020-01-01`],
      { cwd },
    )

    const db = new Sqlite(join(cwd, 'data/market.db'), { readonly: true })
    const all = db.prepare('select * from crypto_markets order by extracted_at, page, position').raw()
    columns = all.columns().map(({ name }) => name)
    rows = all.all() as unknown[][]
    db.close()
  })

  const same = (answer: Answer | undefined): void => {
    expect(Object.keys(answer?.types ?? {})).toEqual(columns)
    expect(answer?.rows).toEqual(rows)
  }
  const ORDERED = 'order by extracted_at, page, position'

  test('Parquet has equal values, nulls and rows, and the types of the fields', async () => {
    const [file, lake] = await ask(
      `from 'panel.parquet' ${ORDERED}`,
      `select * exclude (date, batch) from 'lake/*/*/*.parquet' ${ORDERED}`,
    )
    same(file)
    same(lake)
    expect(file?.types).toMatchObject({
      name: 'VARCHAR',
      current_price: 'DOUBLE',
      market_cap_rank: 'BIGINT',
      extracted_at: 'TIMESTAMP WITH TIME ZONE',
      ath_date: 'TIMESTAMP WITH TIME ZONE',
      sparkline_in_7d: 'VARCHAR',
      position: 'INTEGER',
    })
  })

  test('a lake is read by its partitions, the day as a date', async () => {
    const [days] = await ask(
      "select date, batch, count(*) from 'lake/*/*/*.parquet' group by all order by all",
    )
    expect(days?.types).toMatchObject({ date: 'DATE', batch: 'VARCHAR' })
    expect(days?.rows.map(([date, batch]) => `${date} ${batch}`)).toEqual(
      [0, 1, 2, 3].map((day) => `2026-11-${20 + day} day-${day}`),
    )
  })

  test('JSON lines have equal values, nulls and rows', async () => {
    const types = columns.map((name) => `'${name}': '${typeOf(name)}'`).join(', ')
    same((await ask(`from read_json('all.jsonl', columns = {${types}}) ${ORDERED}`))[0])
  })

  test('CSV has equal values, nulls and rows, once apostrophes are taken away', async () => {
    const types = columns.map((name) => `'${name}': '${typeOf(name)}'`).join(', ')
    const guarded = String.raw`^''+\s*[=+\-@＝＋－＠]`
    const [answer] = await ask(
      `select ${columns
        .map((name) =>
          typeOf(name) === 'VARCHAR'
            ? `case when regexp_matches("${name}", '${guarded}') then "${name}"[2:] else "${name}" end as "${name}"`
            : `"${name}"`,
        )
        .join(
          ', ',
        )} from read_csv('all.csv', header = true, allow_quoted_nulls = false, columns = {${types}}) ${ORDERED}`,
    )
    same(answer)
  })

  /** A type for readers of text. */
  function typeOf(name: string): string {
    const value = rows.map((row) => row[columns.indexOf(name)]).find((one) => one !== null)
    if (/(_at|_date|last_updated)$/.test(name)) return 'TIMESTAMPTZ'
    return typeof value === 'number' ? 'DOUBLE' : 'VARCHAR'
  }

  describe('docs/exports.md', () => {
    test('its queries run, and find something', async () => {
      const queries = await blocksOf('sql')
      expect(queries.length).toBeGreaterThan(4)
      for (const [at, { rows }] of (await ask(...queries)).entries())
        expect(rows.length, queries[at]).toBeGreaterThan(0)
    })

    test('pandas reads the panel, with times in UTC', async () => {
      const [script = ''] = await blocksOf('python')
      const told = `${script}\nprint(prices.shape, panel['extracted_at'].dtype, panel['current_price'].dtype)`
      expect(await must(program, ['-c', told], { cwd })).toMatch(
        /^\(4, 4\d\) datetime64\[ms, UTC\] float64\n$/,
      )
    })

    test('the sqlite3 shell imports what it says', async () => {
      const [, script = ''] = await blocksOf('sh')
      const command = TAMIS.map((word) => `'${word}'`).join(' ')
      const told = await must('sh', ['-euc', script.replaceAll(/^tamis/gm, command)], { cwd })
      const [exported = '', ...coins] = told.trim().split('\n')
      expect(JSON.parse(exported)).toMatchObject({ file: expect.stringContaining('panel.csv') })
      expect(coins).toHaveLength(5)
      expect(told).toMatch(/^bitcoin\|\d+/m)
    })
  })
})
