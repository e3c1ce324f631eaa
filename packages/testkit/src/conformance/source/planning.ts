import { brief, keep, same } from '../check.ts'
import { deepFreeze } from '../freeze.ts'
import { withoutWorld } from '../without-world.ts'
import { goodPages } from './pure.ts'
import type { SourceBench } from './suite.ts'
import { walk } from './walk.ts'

const NEVER = { fetch: () => Promise.reject(new Error('it asks for a page that is staged')) }

export async function planningIsPure<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const { source } = bench
  const estimate = withoutWorld(() => source.estimate())
  same(
    withoutWorld(() => source.estimate()),
    estimate,
    'the second estimate',
  )
  same(bench.another().estimate(), estimate, 'the estimate of another instance')
  same(bench.another().plan, source.plan, 'the plan of another instance')
  const { requests, credits, durationMs, records } = estimate
  keep(Number.isSafeInteger(requests) && requests >= 1, `it estimates ${brief(requests)} requests`)
  keep(Number.isFinite(credits) && credits >= 0, `it estimates ${brief(credits)} credits`)
  keep(Number.isFinite(durationMs) && durationMs >= 0, `it estimates ${brief(durationMs)} ms`)
  keep(
    records === null || (Number.isSafeInteger(records) && records >= 0),
    `it estimates ${brief(records)} records`,
  )
  same(bench.api.requests.length, 0, 'requests sent while planning')
}

export async function planIsNumbered<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const { requests } = await bench.drive(walk(bench.source, bench.source.connect(bench.context())))
  keep(requests.length > 0, 'the plan asks for nothing')
  const numbers = requests.map((request) => request.page)
  same(new Set(numbers).size, numbers.length, `each page number once, of ${numbers.join(', ')}`)
  for (const { page, kind, url, params } of requests) {
    keep(Number.isSafeInteger(page) && page >= 0, `a page has the number ${brief(page)}`)
    same(kind, page === 0 ? 'listing' : 'records', `the kind of page ${page}`)
    keep(URL.canParse(url), `the url of page ${page} is ${brief(url)}`)
    keep(
      Object.values(params).every((value) => typeof value === 'string'),
      `the params of page ${page} are not all text`,
    )
  }
  const records = numbers.filter((page) => page > 0)
  keep(records.length > 0, 'the plan asks for no page of records')
  same(
    [...records].sort((a, b) => a - b),
    records.map((_, at) => at + 1),
    'the page numbers, from 1 without a gap',
  )
}

/** From nothing, from half of the pages and from all of them, the same requests in the same order. */
export async function resumedPlanIsSame<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const session = bench.source.connect(bench.context())
  const { requests, pages } = await bench.drive(walk(bench.source, session))
  const half = pages.slice(0, Math.ceil(pages.length / 2))
  const resumed = await bench.drive(walk(bench.another(), session, half))
  same(resumed.requests, requests, 'the plan over half of its pages')
  const whole = await bench.drive(walk(bench.another(), NEVER, pages))
  same(whole.requests, requests, 'the plan over all of its pages')
}

export async function askedForFollowsFromPlan<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const pages = await goodPages(bench)
  const listing = pages.find((page) => page.request.kind === 'listing')
  const plan = deepFreeze(structuredClone(bench.source.plan))
  const requested = withoutWorld(() => bench.source.requested(plan, listing))
  same(
    withoutWorld(() => bench.another().requested(plan, listing)),
    requested,
    'what another instance says',
  )
  const { records, keys } = requested
  keep(Number.isSafeInteger(records) && records >= 0, `${brief(records)} records were asked for`)
  if (keys !== null) same(keys.length, records, 'the number of keys against the records asked for')
  const estimated = bench.source.estimate().records
  if (estimated !== null) same(records, estimated, 'the records asked for against the estimate')
}
