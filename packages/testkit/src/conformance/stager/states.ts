import { type Batch, isTamisError, type Sealed, type StagerSession } from '@tamis/core'
import { brief, keep, outcomeOf, refuses, same } from '../check.ts'
import { OPEN } from './keeping.ts'
import { newBatch, page, pagesOf, T0 } from './pages.ts'
import type { StagerBench } from './suite.ts'

export function sealing(pages: number, parts: Partial<Sealed> = {}): Sealed {
  return { pages, requested: 3, extractedAt: T0 + 9, listingSha256: null, ...parts }
}

/** A batch with one page of records, sealed. */
export async function sealedBatch(
  session: StagerSession,
  batchId: string,
  extractedAt = T0,
  pipeline = 'markets',
): Promise<Batch> {
  const batch = await session.begin(newBatch(batchId, { pipeline }))
  await session.put(batch, page(1, batchId))
  return session.seal(batch, sealing(1, { extractedAt }))
}

export async function begunOnce(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const wanted = newBatch()
  const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(() => session.begin(wanted))))
  const begun = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []))
  const refused = outcomes.flatMap((outcome) => ('thrown' in outcome ? [outcome.thrown] : []))
  keep(begun.length > 0 && refused.every(isTamisError), `begun at once, three times: ${brief(outcomes)}`)
  for (const batch of begun) same(batch, { ...wanted, ...OPEN }, 'the batch')
  await session.put(begun[0] as Batch, page(1, '[1]'))
  const again = await outcomeOf(() => session.begin(wanted))
  if ('value' in again) same(again.value.attempt, 1, 'the attempt of a batch that is open, begun again')
  const found = await session.find(wanted.batchId)
  same(found, { ...wanted, ...OPEN, firstPageAt: T0 }, 'the batch that is found')
  same((await pagesOf(session, found as Batch)).length, 1, 'the number of its pages')
}

export async function idsWithoutCase(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const first = await session.begin(newBatch('Batch-1'))
  await session.put(first, page(1, '[1]'))
  const found = await session.find('bATCH-1')
  same([found?.batchId, found?.attempt], ['Batch-1', 1], 'what is found as bATCH-1 of Batch-1')
  const again = await outcomeOf(() => session.begin(newBatch('BATCH-1')))
  if ('value' in again) same(again.value.batchId, 'Batch-1', 'the id of BATCH-1, begun after Batch-1')
  same((await pagesOf(session, found as Batch)).length, 1, 'the number of its pages')
}

export async function idOfOnePipeline(bench: StagerBench): Promise<undefined> {
  const usd = await bench.open()
  const eur = await bench.open({ pipeline: 'markets-eur' })
  const outcomes = await Promise.all([
    outcomeOf(() => usd.begin(newBatch('one'))),
    outcomeOf(() => eur.begin(newBatch('ONE', { pipeline: 'markets-eur' }))),
  ])
  const winners = outcomes.filter((outcome) => 'value' in outcome)
  same(winners.length, 1, 'pipelines that have begun a batch of one id')
  for (const outcome of outcomes) {
    if ('thrown' in outcome)
      await refuses('the id of another pipeline', () => Promise.reject(outcome.thrown), TAKEN)
  }
  const seen = [(await usd.find('one'))?.pipeline, (await eur.find('one'))?.pipeline]
  same(seen[0], seen[1], 'whose batch both pipelines see')
}

const TAKEN = { code: 'batch.id_taken', exitCode: 2 } as const

export async function sealedWhole(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const wanted = newBatch()
  const batch = await session.begin(wanted)
  await session.put(batch, page(0, '["a"]'))
  await session.put(batch, page(1, '[1]'))
  await session.put(batch, page(2, '[2]'))
  await refuses('sealing a batch of three pages with two of them staged', () =>
    session.seal(batch, sealing(3)),
  )
  same((await session.find(batch.batchId))?.state, 'open', 'its state after that')
  const sealed = await session.seal(batch, sealing(2, { listingSha256: 'a'.repeat(64) }))
  const expected = { ...wanted, ...OPEN, state: 'sealed', firstPageAt: T0, extractedAt: T0 + 9, pages: 2 }
  same(sealed, expected, 'the sealed batch')
  same(await session.find(batch.batchId), expected, 'the sealed batch that is found')
  same(await session.seal(batch, sealing(2)), expected, 'the batch, sealed again')
}

export async function sealedIsClosed(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const batch = await sealedBatch(session, 'batch-1')
  await refuses('a page more, of a sealed batch', () => session.put(batch, page(2, '[2]')))
  same((await pagesOf(session, batch)).length, 1, 'the number of its pages')
}

export async function sealedInOrder(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const other = await bench.open({ pipeline: 'other' })
  for (const [id, at] of [
    ['c', 3],
    ['a', 1],
    ['b', 2],
  ] as const)
    await sealedBatch(session, id, T0 + at)
  await sealedBatch(other, 'of-another', T0, 'other')
  await session.begin(newBatch('still-open'))
  await session.abandon(await sealedBatch(session, 'given-up', T0))
  const told = (await session.sealed()).map(({ batchId }) => batchId)
  same(told, ['a', 'b', 'c'], "the pipeline's sealed batches")
}

export async function nextAttempt(bench: StagerBench): Promise<undefined> {
  const session = await bench.open()
  const first = await session.begin(newBatch())
  await session.put(first, page(1, '[1]'))
  await session.abandon(first)
  same(await session.find(first.batchId), undefined, 'what is found of an abandoned batch')
  await refuses('a page of an abandoned attempt', () => session.put(first, page(2, '[2]')))
  const second = await session.begin(newBatch('batch-1', { openedAt: T0 + 60_000 }))
  same(second, { ...newBatch(), ...OPEN, openedAt: T0 + 60_000, attempt: 2 }, 'the second attempt')
  same(await pagesOf(session, second), [], 'its pages')
  await session.put(second, page(1, '[other]'))
  const kept = (await pagesOf(session, first)).map(({ body }) => new TextDecoder().decode(body))
  same(kept, ['[1]'], 'the pages of the abandoned attempt, which are kept')
  same((await session.find(first.batchId))?.attempt, 2, 'the attempt that is found')
}

export async function thirdFailureParks(bench: StagerBench): Promise<undefined> {
  const before = bench.clock.now()
  for (const count of [1, 2, 3]) {
    // Each resume is a run of its own.
    const session = await bench.open()
    const batch = (await session.find('batch-1')) ?? (await sealedBatch(session, 'batch-1'))
    const { parkedAt } = await session.failed(batch)
    const parked = parkedAt !== null && parkedAt >= Math.floor(before) && parkedAt <= bench.clock.now()
    if (count < 3) same(parkedAt, null, `parkedAt after ${count} failures`)
    else
      keep(
        parked,
        `parkedAt after three failures is ${parkedAt}, and should be the time of the context's clock`,
      )
    same((await session.find('batch-1'))?.parkedAt, parkedAt, 'parkedAt of the batch that is found')
    same((await session.find('batch-1'))?.state, 'sealed', 'its state')
    await session[Symbol.asyncDispose]()
  }
}
