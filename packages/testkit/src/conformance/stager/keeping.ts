import { type Page, sha256 } from '@tamis/core'
import { brief, keep, refuses, same } from '../check.ts'
import { newBatch, page, pagesOf, T0 } from './pages.ts'
import type { StagerBench } from './suite.ts'

export async function describesItself({ suite, folder }: StagerBench): Promise<undefined> {
  const { name } = suite.stager(folder)
  keep(typeof name === 'string' && /^[a-z][a-z0-9_.-]*$/.test(name), `its name is ${brief(name)}`)
}

/** Bodies that text, line ends, compression or a small buffer would not survive. */
function bodies(): readonly Uint8Array[] {
  const every = Uint8Array.from({ length: 4096 }, (_, at) => (at * 7) % 256)
  const huge = new Uint8Array(8 * 1024 * 1024).fill(0x61)
  for (let at = 0; at < huge.length; at += 4093) huge[at] = at % 251
  return ['', '\0', '\r\n \n', '\ufeff[]', '[1.50,1e400,{"a":1,"a":2}]', '\u{1f980}']
    .map((text): Uint8Array => new TextEncoder().encode(text))
    .concat([Uint8Array.of(0xff, 0xfe, 0xc3, 0x28), every, huge])
}

export async function keepsBytes(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  const wanted = bodies()
  for (const [at, body] of wanted.entries()) {
    const handed = body.slice()
    const staged = await session.put(batch, page(at + 1, handed))
    same(staged.sha256, sha256(body), `the sha256 of page ${at + 1}`)
    // Whoever reads from a socket uses its buffer again.
    handed.fill(0)
  }
  const found = await pagesOf(session, batch)
  same(found.length, wanted.length, 'the number of pages')
  for (const [at, body] of wanted.entries()) {
    const back = Buffer.from(found[at]?.body ?? [])
    const differs = () =>
      `page ${at + 1}: ${brief(back.subarray(0, 40))} (${back.length} bytes) instead of ${brief(body.subarray(0, 40))} (${body.length} bytes)`
    keep(back.equals(body), differs)
    same(found[at]?.sha256, sha256(body), `the sha256 of page ${at + 1}`)
  }
}

/** Pages with what a header, a parameter or a time may hold. */
const ODD_PAGES: readonly Page[] = [
  page(0, '["a"]', { fetchedAt: T0 + 5 }),
  page(1, '[]', { status: 203, headers: {}, fetchedAt: T0 + 1 }),
  page(2, '[]', {
    fetchedAt: T0 + 9,
    headers: { etag: 'W/"a\'b"', 'x-odd': '\u00e9 ; \\ "' },
    request: {
      page: 2,
      kind: 'records',
      url: "https://api.example/o'clock?q=%00&n=\u{1f980}",
      params: { 'quote\'s "name"': 'line\nbreak\0nul', constructor: 'x', empty: '' },
    },
  }),
]

export async function keepsPage(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  for (const put of ODD_PAGES) {
    const expected = { ...put, batchId: batch.batchId, attempt: 1, sha256: sha256(put.body) }
    const { parsed: _, ...staged } = await session.put(batch, { ...put, parsed: ['handed on'] })
    same(plain(staged), plain(expected), `page ${put.request.page} as put gives it back`)
  }
  const found = await pagesOf(session, batch)
  for (const [at, put] of ODD_PAGES.entries()) {
    const expected = { ...put, batchId: batch.batchId, attempt: 1, sha256: sha256(put.body) }
    same(plain(found[at]), plain(expected), `page ${put.request.page}`)
  }
  same((await session.find(batch.batchId))?.firstPageAt, T0 + 1, 'firstPageAt of the batch')
}

/** A page with its bytes in a form that compares, whatever kind of array they came in. */
function plain(staged: Page | undefined): unknown {
  return staged === undefined ? undefined : { ...staged, body: Buffer.from(staged.body).toString('hex') }
}

/** Valid names that a file system, an object or a query language takes for something else. */
const ODD_IDS = ['constructor', 'a..b', 'CON', 'nul.txt', '0', 'a.', 'hasOwnProperty', `x${'-_'.repeat(49)}y`]

export async function namesAreOnlyNames(bench: StagerBench): Promise<undefined> {
  const pipeline = 'constructor'
  const session = await bench.open({ pipeline })
  const plan = {
    universe: `ids:o'clock,"x",\u{1f980}\n`,
    currency: null,
    parameters: { __name: '; drop table batches; --', constructor: '' },
  }
  for (const batchId of ODD_IDS) {
    same(await session.find(batchId), undefined, `what is found of ${batchId} before it is begun`)
    const wanted = newBatch(batchId, { pipeline, plan, dataset: 'select', adHoc: true })
    const batch = await session.begin(wanted)
    await session.put(batch, page(1, batchId))
    same(batch, { ...wanted, ...OPEN }, `the batch ${batchId}`)
  }
  for (const batchId of ODD_IDS) {
    const batch = await session.find(batchId)
    keep(batch !== undefined, `${batchId} is not found`)
    const [found] = await pagesOf(session, batch)
    same(new TextDecoder().decode(found?.body), batchId, `the page of ${batchId}`)
  }
}

/** What a batch is that was just begun. */
export const OPEN = {
  attempt: 1,
  state: 'open',
  firstPageAt: null,
  extractedAt: null,
  pages: null,
  parkedAt: null,
  revision: 0,
} as const

export async function keepsOrder(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  for (const number of [10, 2, 100, 0, 1, 11]) await session.put(batch, page(number, `[${number}]`))
  const found = (await pagesOf(session, batch)).map(({ request }) => request.page)
  same(found, [0, 1, 2, 10, 11, 100], 'the order of the pages')
}

export async function samePageIsNoOp(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  const first = await session.put(batch, page(1, '[1]'))
  const again = await session.put(batch, page(1, '[1]', { fetchedAt: T0 + 5000 }))
  same(again.sha256, first.sha256, 'the sha256 of the page put again')
  const found = await pagesOf(session, batch)
  const told = found.map(({ request, fetchedAt }) => [request.page, fetchedAt])
  same(told, [[1, T0]], 'the pages with their times')
}

export async function refusesOtherBytes(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  await session.put(batch, page(1, '[1]'))
  await refuses('a page with other bytes', () => session.put(batch, page(1, '[2]')))
  const [found] = await pagesOf(session, batch)
  same(new TextDecoder().decode(found?.body), '[1]', 'the bytes')
}
