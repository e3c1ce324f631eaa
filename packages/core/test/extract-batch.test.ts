import { memoryStore, testContext } from '@tamis/testkit'
import { coinSource } from '@tamis/testkit/simulation'
import { expect, test } from 'vitest'
import type { PageRequest, Source, StagedPage, StagerSession } from '../src/index.ts'
import { connect } from '../src/run/connect.ts'
import { extractBatch } from '../src/run/extract-batch.ts'

const request = (page: number): PageRequest => ({
  page,
  kind: 'records',
  url: 'https://coins.example/records',
  params: {},
})
const parsed = [{ id: 'a' }]
const body = new TextEncoder().encode(JSON.stringify(parsed))

/** Extracts a plan of these pages; gives what was asked for and the pages as they are kept. */
async function extract(
  plan: readonly number[],
  handBack: (staged: Promise<StagedPage>) => Promise<StagedPage> = (staged) => staged,
) {
  const asked: number[] = []
  const coins = coinSource({
    transport: async (asking) => {
      asked.push(asking.page)
      return { request: asking, status: 200, headers: {}, body, fetchedAt: 0, parsed }
    },
    concurrency: 2,
  })
  const source: Source<object> = {
    ...coins,
    async *requests() {
      yield* plan.map(request)
    },
  } as Source<object>
  const context = testContext()
  const stager = await memoryStore().stager.open(context)
  const batch = await stager.begin({
    batchId: 'b',
    pipeline: context.pipeline,
    dataset: coins.dataset.name,
    plan: coins.plan,
    adHoc: false,
    openedAt: 0,
  })
  const kept: StagedPage[] = []
  const handsBack: Pick<StagerSession, 'pages' | 'put'> = {
    pages: (of) => stager.pages(of),
    put: (of, page) => handBack(stager.put(of, page)),
  }
  await extractBatch(
    source,
    handsBack,
    batch,
    context,
    connect(source, context),
    (_page, as) => void kept.push(as),
  )
  return { asked, kept }
}

test('a page that a plan names twice is asked for once, though its answer is still on the way', async () => {
  const { asked, kept } = await extract([1, 1, 2])
  expect(asked).toEqual([1, 2])
  expect(kept.map((page) => page.request.page)).toEqual([1, 2])
})

test('what a page was parsed to is not kept, even by a stager that hands it back', async () => {
  const { kept } = await extract([1], async (staged) => ({ ...(await staged), parsed }))
  expect(kept).toHaveLength(1)
  expect(kept[0]).not.toHaveProperty('parsed')
})
