import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { safe } from '../packages/cli/src/output/safe.ts'
import { HOSTILE_NAMES, hostileMarket } from '../test/hostile-market.ts'
import { must, run, TAMIS } from './command.ts'
import { describePart, prepare } from './part.ts'

const EXECUTABLE = '/usr/bin/chromium'
// A machine without a network, a sandbox or a graphics card.
const QUIET = ['no-sandbox', 'disable-gpu', 'disable-quic', 'disable-background-networking', 'disable-sync']

const started = await prepare(async (): Promise<Browser> => {
  await run(EXECUTABLE, ['--version']).catch(async () => {
    await must('apt-get', ['update', '-qq'])
    await must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'])
  })
  return chromium.launch({ executablePath: EXECUTABLE, args: QUIET.map((flag) => `--${flag}`) })
})

describePart('chromium', started, (browser) => {
  let file: string

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tamis-report-'))
    const database = join(folder, 'market.db')
    await hostileMarket(database, 30)
    file = join(folder, 'report.html')
    const [node, entry] = TAMIS
    await must(node, [entry, 'report', file, '--database', database], { cwd: folder })
  })
  afterAll(() => browser.close())

  interface Opened extends AsyncDisposable {
    readonly page: Page
    /** What the page asked for, itself left out. */
    readonly requests: readonly string[]
    /** What it said on the console, and its errors. */
    readonly messages: readonly string[]
  }
  const open = async (width: number, colorScheme: 'light' | 'dark'): Promise<Opened> => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    const [requests, messages] = [[] as string[], [] as string[]]
    const url = pathToFileURL(file).href
    page.on('request', (request) => request.url() !== url && requests.push(request.url()))
    page.on('console', (message) => messages.push(message.text()))
    page.on('pageerror', (error) => messages.push(error.message))
    await page.goto(url)
    return { page, requests, messages, [Symbol.asyncDispose]: () => page.close() }
  }

  /** What axe says of a page. */
  interface Judgement {
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
    readonly passes: readonly { readonly id: string }[]
  }

  describe.each([
    [1100, 'light'],
    [1100, 'dark'],
    [375, 'light'],
    [375, 'dark'],
  ] as const)('%d wide, %s', (width, scheme) => {
    test('it asks for nothing, complains of nothing, and fits', async () => {
      await using opened = await open(width, scheme)
      const { page, requests, messages } = opened
      expect([requests, messages]).toEqual([[], []])
      const inner = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(inner).toBe(width)
    })

    test('everybody can read it', async () => {
      await using opened = await open(width, scheme)
      const { page } = opened
      await page.getByText('as a table').click()
      await page.evaluate(axe.source)
      const { violations, passes } = await page.evaluate<Judgement>('axe.run()')
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([])
      const rules = passes.map(({ id }) => id)
      expect(rules).toEqual(expect.arrayContaining(['color-contrast', 'heading-order', 'svg-img-alt']))
    })
  })

  test('hostile names are text, and nothing else', async () => {
    await using opened = await open(1100, 'light')
    const { page } = opened
    const text = (await page.textContent('main')) ?? ''
    // Those of the largest coins, whatever the day makes of the others.
    const shown = HOSTILE_NAMES.slice(0, 5)
    expect(shown.filter((name) => !text.includes(safe(name)))).toEqual([])
    expect(await page.title()).toMatch(/^markets: market report of /)
    expect(await page.locator('script, iframe, img, link, object, a').count()).toBe(0)
  })

  test('its policy stops whatever would get into it', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    }).listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      await using opened = await open(1100, 'light')
      const { page, messages } = opened
      await page.evaluate(`document.body.insertAdjacentHTML('beforeend', \`
        <img src="${origin}/img" onerror="document.title = 'pwned'">
        <iframe src="${origin}/iframe"></iframe>
        <svg><script href="${origin}/script"></script></svg>
        <p style="background: url(${origin}/style)">x</p>\`)`)
      await page.evaluate(`fetch('${origin}/fetch').catch(() => {})`)
      await expect.poll(() => messages.length).toBeGreaterThanOrEqual(4)
      expect(messages.join('\n')).toContain('Content Security Policy')
      expect([asked, await page.title()]).toEqual([[], expect.not.stringContaining('pwned')])
    } finally {
      server.close()
    }
  })

  test('on paper it is light, whatever the screen is, and loses no chart', async () => {
    await using opened = await open(1100, 'dark')
    const { page } = opened
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    expect(background).toBe('rgb(255, 255, 255)')
    expect(await page.locator('figure svg[role=img]:visible').count()).toBe(3)
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('a shape tells its value under the pointer, without a script', async () => {
    const text = await readFile(file, 'utf8')
    expect(text).toMatch(/<path[^>]*><title>2026-11-21 05:00: \d+ loaded<\/title><\/path>/)
    expect(text).not.toMatch(/<script/i)
  })
})
