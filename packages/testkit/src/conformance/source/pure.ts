import type { Dataset, StagedPage } from '@tamis/core'
import { awkwardCandidates, spoiled } from '../awkward.ts'
import { blame, brief, keep, need, same } from '../check.ts'
import { datasetProblems, recordProblems } from '../fits.ts'
import { deepFreeze } from '../freeze.ts'
import { withoutWorld } from '../without-world.ts'
import type { SourceBench } from './suite.ts'
import { walk } from './walk.ts'

/** All pages of the plan, fetched from a server on which all is well. */
export async function goodPages<T extends object>(bench: SourceBench<T>): Promise<readonly StagedPage[]> {
  const { pages } = await bench.drive(walk(bench.source, bench.source.connect(bench.context())))
  keep(pages.length > 0, 'the plan asks for nothing')
  return pages
}

export async function recordPages<T extends object>(bench: SourceBench<T>): Promise<readonly StagedPage[]> {
  return (await goodPages(bench)).filter((page) => page.request.kind === 'records')
}

/** The candidates of a page, for checks of something else than parse. */
function parsed<T extends object>({ source }: SourceBench<T>, page: StagedPage): readonly unknown[] {
  try {
    return [...source.parse(page)]
  } catch (thrown) {
    blame('parse', thrown)
  }
}

async function candidates<T extends object>(bench: SourceBench<T>): Promise<readonly unknown[]> {
  const found = (await recordPages(bench)).flatMap((page) => parsed(bench, page))
  need(found.length > 0, 'not one page of the plan holds a candidate')
  return found
}

export async function describesItself<T extends object>({ source }: SourceBench<T>): Promise<undefined> {
  const { name, version, dataset, concurrency, plan } = source
  keep(typeof name === 'string' && /^[a-z][a-z0-9_.-]*$/.test(name), `its name is ${brief(name)}`)
  keep(typeof version === 'string' && version !== '', `its version is ${brief(version)}`)
  keep(Number.isSafeInteger(concurrency) && concurrency >= 1, `its concurrency is ${brief(concurrency)}`)
  keep(plan.universe !== '', 'its plan names no universe')
  const problems = datasetProblems(dataset)
  keep(problems.length === 0, () => `the dataset: ${problems.join('; ')}`)
}

export async function parseIsPure<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const page of await recordPages(bench)) {
    const { page: number } = page.request
    const bytes = page.body.slice()
    deepFreeze(page)
    const first = withoutWorld(() => [...bench.source.parse(page)])
    same(page.body, bytes, `parse changed the bytes of page ${number}`)
    const again = withoutWorld(() => [...bench.source.parse(page)])
    same(again, first, `the second parse of page ${number} gave something else`)
  }
}

/** A replay has nothing but bytes: no session, no memory of the run, nothing handed on from fetch. */
export async function parseNeedsBytesAlone<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const page of await recordPages(bench)) {
    const copy = { ...page, body: page.body.slice(), batchId: 'other', attempt: 2 }
    const later = withoutWorld(() => [...bench.another().parse(copy)])
    same(later, [...bench.source.parse(page)], `a new instance parses page ${page.request.page} otherwise`)
  }
}

export async function sliceCutsCandidates<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const page of await recordPages(bench)) {
    const where = `page ${page.request.page}`
    const expected = parsed(bench, page)
    const slices = withoutWorld(() => bench.source.slice(page))
    same(slices.length, expected.length, `the number of slices of ${where}`)
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(page.body)
    const wanted = new Set(slices.map((_, at) => at).filter((at) => at % 3 === 1))
    const some = withoutWorld(() => bench.source.slice(page, wanted))
    for (const at of wanted) same(some[at], slices[at], `slice ${at} of ${where} when only some are wanted`)
    let from = 0
    for (const [at, slice] of slices.entries()) {
      const found = text.indexOf(slice, from)
      keep(slice !== '' && found >= 0, `slice ${at} of ${where} does not stand in its bytes: ${brief(slice)}`)
      from = found + slice.length
      same(JSON.parse(slice), expected[at], `slice ${at} of ${where} reads otherwise than parse`)
    }
  }
}

export async function keyOfNeverThrows<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const { keyOf } = bench.source.dataset
  const good = await candidates(bench)
  for (const candidate of [...awkwardCandidates(), ...good, ...spoiled(good[0])]) {
    const key = attempt('keyOf', candidate, () => withoutWorld(() => keyOf(deepFreeze(candidate))))
    const fits = key === null || (typeof key === 'string' && key !== '')
    keep(fits, () => `keyOf(${brief(candidate)}) is ${brief(key)}, neither text nor null`)
  }
  keep(
    good.some((candidate) => keyOf(candidate) !== null),
    'keyOf finds a key in none of the candidates',
  )
}

export async function schemaNeverThrows<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const good = await candidates(bench)
  for (const candidate of [...awkwardCandidates(), ...good, ...spoiled(good[0])]) {
    const first = validate(bench.source.dataset, deepFreeze(candidate))
    same(validate(bench.source.dataset, candidate), first, `the second judgement of ${brief(candidate)}`)
  }
}

export async function recordsFit<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const { dataset } = bench.source
  const good = await candidates(bench)
  let records = 0
  for (const candidate of [...good, ...awkwardCandidates(), ...spoiled(good[0])]) {
    const key = dataset.keyOf(candidate)
    // What has no key never reaches the schema.
    if (key === null) continue
    const result = validate(dataset, candidate)
    if (result.issues !== undefined) continue
    records++
    const problems = recordProblems(dataset, result.value)
    keep(
      problems.length === 0,
      () => `the schema lets ${brief(candidate)} through, but ${problems.join('; ')}`,
    )
    same(Reflect.get(result.value, dataset.key), key, 'the key of the record against keyOf')
  }
  keep(records > 0, 'the schema lets no candidate through')
}

/** While all is well, nothing comes twice, and nothing that the API holds is left out. */
export async function recordsComeOnce<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const { dataset } = bench.source
  const places = new Map<string, string>()
  for (const page of await recordPages(bench)) {
    for (const [position, candidate] of parsed(bench, page).entries()) {
      const key = dataset.keyOf(candidate)
      if (key === null) continue
      const place = `page ${page.request.page}, position ${position}`
      const before = places.get(key)
      keep(before === undefined, `the key ${brief(key)} of ${before} comes again on ${place}`)
      places.set(key, place)
    }
  }
  if (bench.records !== undefined) same(places.size, bench.records, 'the records that the plan finds')
}

function validate<T extends object>(dataset: Dataset<T>, candidate: unknown) {
  const validator = dataset.schema['~standard']
  const result = attempt('the schema', candidate, () => withoutWorld(() => validator.validate(candidate)))
  keep(!(result instanceof Promise), 'the schema validates asynchronously')
  return result
}

function attempt<R>(what: string, candidate: unknown, work: () => R): R {
  try {
    return work()
  } catch (thrown) {
    keep(false, `${what} threw ${String(thrown)} for ${brief(candidate)}`)
  }
}
