import { isTamisError, sha256 } from '@tamis/core'
import { brief, keep, same, textOf } from '../check.ts'
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
    keep(back.equals(body), () => `${brief(back.subarray(0, 40))} instead of ${brief(body.subarray(0, 40))}`)
    same(found[at]?.sha256, sha256(body), `the sha256 of page ${at + 1}`)
  }
}

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
  same(
    found.map(({ request, fetchedAt }) => [request.page, fetchedAt]),
    [[1, T0]],
    'the pages with their times',
  )
}

export async function refusesOtherBytes(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  await session.put(batch, page(1, '[1]'))
  const thrown = await session.put(batch, page(1, '[2]')).then(
    () => undefined,
    (error: unknown) => error,
  )
  const [found] = await pagesOf(session, batch)
  same(new TextDecoder().decode(found?.body), '[1]', 'the bytes')
  keep(thrown !== undefined, 'the put of other bytes resolved')
  keep(isTamisError(thrown), `it threw ${textOf(thrown)}, which is no TamisError`)
}
