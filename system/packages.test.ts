import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { must, run } from './command.ts'
import { packAndInstall } from './packed.ts'
import { describePart, prepare } from './part.ts'

const packed = await prepare(() => packAndInstall('packages'))

describePart('packages', packed, ({ folder, tarballs, registry }) => {
  afterAll(() => registry[Symbol.asyncDispose]())
  const env = { NODE_ENV: 'production', PATH: `${dirname(process.execPath)}:${process.env.PATH}` }

  test('all six packages are packed', () => {
    expect(Object.keys(tarballs)).toHaveLength(6)
  })

  test('`npx tamis demo` publishes a batch from the published packages alone', async () => {
    const { code, stdout } = await run('npx', ['tamis', 'demo', '--json'], { cwd: folder, env })
    expect(code).toBe(0)
    expect(stdout).toContain('published')

    const sql = 'select count(*) as coins from crypto_markets_latest'
    const rows = await must('npx', ['tamis', 'sql', sql, '--json', '--database', 'tamis-demo/market.db'], {
      cwd: folder,
      env,
    })
    expect(JSON.parse(rows)).toEqual([{ coins: expect.any(Number) }])
  })

  test('a report and Parquet need nothing that is not in them', async () => {
    const database = ['--database', 'tamis-demo/market.db']
    const page = await must('npx', ['tamis', 'report', '-', ...database], { cwd: folder, env })
    expect(page).toMatch(/<svg viewBox="0 0 880 220"/)
    const done = await must('npx', ['tamis', 'export', 'x.parquet', '--json', ...database], {
      cwd: folder,
      env,
    })
    expect(JSON.parse(done)).toMatchObject({ format: 'parquet', batches: 1 })
  })

  test('the library runs from the published packages alone, without a side effect on import', async () => {
    const script = `
      const before = process.listenerCount('SIGINT') + process.listenerCount('uncaughtException')
      const { definePipeline } = await import('@tamis/core')
      const { default: source } = await import('@tamis/source-coingecko')
      const { default: sqlite } = await import('@tamis/sink-sqlite')
      const { default: rules } = await import('@tamis/rules-market')
      const store = sqlite({ path: 'x.db' })
      definePipeline({ name: 'm', source: source(), stager: store.stager, sink: store.sink, rules: rules() })
      const after = process.listenerCount('SIGINT') + process.listenerCount('uncaughtException')
      console.log(JSON.stringify({ same: before === after }))`
    const out = await must(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, env })
    expect(JSON.parse(out)).toEqual({ same: true })
    expect(await readdir(folder)).not.toContain('x.db')
  })
})
