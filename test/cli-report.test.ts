import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyFolder, json, tamis } from './cli.ts'
import { hostileMarket } from './hostile-market.ts'

describe('a report of a market with hostile names', () => {
  const cwd = emptyFolder()
  const run = (...args: readonly string[]) => tamis(['report', ...args], { cwd })

  beforeAll(async () => {
    mkdirSync(join(cwd, 'data'))
    await hostileMarket(join(cwd, 'data', 'market.db'), 3)
  }, 60_000)

  test('is one file that holds all it needs', async () => {
    const told = json(await run())
    expect(told).toMatchObject({ file: 'tamis-report.html', pipeline: 'markets', batches: 3 })
    const page = readFileSync(join(cwd, 'tamis-report.html'), 'utf8')
    expect(Buffer.byteLength(page)).toBe(told.bytes)
    expect(page).toMatch(/^<!doctype html>.*<\/html>\n$/s)
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`)
    expect(page.match(/<(script|img|iframe|link|object|embed|base|form)\b/gi)).toBeNull()
    expect(page).toContain('&lt;script&gt;document.title = &quot;pwned&quot;&lt;/script&gt;')
    expect(page).toContain('\\u202ereversed\\u202c')
    expect(readdirSync(cwd).sort()).toEqual(['data', 'tamis-report.html'])
  })

  test('is drawn in the colours of its style alone, so that it is light and dark', async () => {
    const { stdout } = await run('-')
    const charts = [...stdout.matchAll(/<svg.*?<\/svg>/gs)].map(([svg]) => svg)
    expect(charts.length).toBeGreaterThan(15)
    for (const svg of charts) {
      const drawn = svg.replace(/<defs.*?<\/defs>/gs, '')
      const colours = [...drawn.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour)
      expect(colours.filter((colour) => !/^(none|var\(--[\w-]+\))$/.test(colour ?? ''))).toEqual([])
      expect(svg).not.toMatch(/ (style|class)=|<style/)
    }
    const ids = [...stdout.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('tells who went zombie, and why', async () => {
    const { stdout } = await run('-')
    const text = stdout.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/Came and went .* Went zombie 1 .* 2026-11-21 05:00 volume\.zero, last price/)
    expect(text).toMatch(/In quarantine now .* volume\.zero Volume is 0/)
    expect(text).toContain('from batch day-2 , revision 1')
  })

  test('of a range shows that range', async () => {
    const { stdout } = await run('-', '--to', '2026-11-20')
    expect(stdout).toContain('One batch alone tells nothing of change.')
    expect(stdout).toContain('from batch <span class="id">day-0</span>')
  })

  test('that cannot be made says why, and leaves no file', async () => {
    const asked = [
      [['x.html', '--to', '2020-01-01'], 2, 'usage.invalid'],
      [['x.html', '--from', '2030-01-01'], 2, 'usage.invalid'],
      [['x.html', '--pipeline', 'nope'], 2, 'usage.invalid'],
      [['none/x.html'], 74, 'output.unwritable'],
      [['x.html', '--database', 'none.db'], 78, 'config.no_database'],
    ] as const
    for (const [args, code, error] of asked) {
      const ended = await run(...args)
      expect([ended.code, json(ended)], args.join(' ')).toMatchObject([code, { error: { code: error } }])
    }
    expect((await run('x.html', '--from', '2030-01-01')).stderr).toContain('no batch in that range')
    expect(readdirSync(cwd)).not.toContain('x.html')
  })
})
