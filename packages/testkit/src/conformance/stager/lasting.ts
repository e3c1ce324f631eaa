import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Batch, ERRORS, type StagerSession, sha256 } from '@tamis/core'
import { brief, keep, outcomeOf, refuses, type Skip, same } from '../check.ts'
import { dyingAt, MOST_FAILPOINTS } from '../store/crash.ts'
import { fencesOut } from '../store/lease.ts'
import { close, TWO_DAYS_MS } from '../store/store-bench.ts'
import { OPEN } from './keeping.ts'
import { newBatch, page, pagesOf } from './pages.ts'
import { sealedBatch, sealing } from './states.ts'
import type { StagerBench } from './suite.ts'

export async function anotherPipeline(bench: StagerBench): Promise<undefined> {
  const usd = await bench.open()
  const eur = await bench.open({ pipeline: 'markets-eur' })
  const [first, second] = await Promise.all([
    usd.begin(newBatch('usd-1')),
    eur.begin(newBatch('eur-1', { pipeline: 'markets-eur' })),
  ])
  await Promise.all(
    [1, 2, 3, 4].flatMap((number) => [
      usd.put(first, page(number, `usd ${number}`)),
      eur.put(second, page(number, `eur ${number}`)),
    ]),
  )
  for (const [name, session, batch] of [
    ['usd', usd, first],
    ['eur', eur, second],
  ] as const) {
    const told = (await pagesOf(session, batch)).map(({ body }) => new TextDecoder().decode(body))
    same(
      told,
      [1, 2, 3, 4].map((number) => `${name} ${number}`),
      `the pages of ${name}`,
    )
    await session.seal(batch, sealing(4))
    same((await session.sealed()).length, 1, 'the sealed batches of the pipeline')
  }
}

export async function fenced(bench: StagerBench): Promise<undefined> {
  const heir = await fencesOut(bench, async (lost) => {
    const sealed = await sealedBatch(lost, 'sealed')
    const open = await lost.begin(newBatch('open'))
    await lost.put(open, page(1, '[1]'))
    return {
      begin: () => lost.begin(newBatch('late')),
      put: () => lost.put(open, page(2, '[2]')),
      seal: () => lost.seal(open, sealing(1)),
      abandon: () => lost.abandon(open),
      failed: () => lost.failed(sealed),
    }
  })
  const open = await heir.find('open')
  same([open?.state, await heir.find('late')], ['open', undefined], 'what the run that lost its lease left')
  same((await pagesOf(heir, open as Batch)).length, 1, 'the pages of the open batch')
}

export async function laterRunFinds(bench: StagerBench): Promise<undefined> {
  const first = await bench.open()
  const sealed = await sealedBatch(first, 'sealed')
  const open = await first.begin(newBatch('open'))
  await first.put(open, page(3, '[3]'))
  const abandoned = await first.begin(newBatch('abandoned'))
  await first.put(abandoned, page(1, '[old]'))
  await first.abandon(abandoned)
  const before = await stateOf(first, [sealed, open, abandoned])
  await close(first)
  const later = await bench.open()
  same(await stateOf(later, [sealed, open, abandoned]), before, 'what a later run finds')
}

async function stateOf(session: StagerSession, batches: readonly Batch[]): Promise<unknown> {
  const told: unknown[] = [await session.sealed()]
  for (const batch of batches) {
    told.push(await session.find(batch.batchId))
    for (const { body, ...staged } of await pagesOf(session, batch)) told.push(staged, sha256(body))
  }
  return told
}

const BODIES: ReadonlyMap<number, string> = new Map([
  [0, '["a","b"]'],
  [1, '[{"id":"a"}]'],
  [2, '[{"id":"b"}]'],
])

/** Stages what is missing of a batch and seals it, as a run that may be a resume does. */
async function stageAll(session: StagerSession, staged: (page: number) => void): Promise<void> {
  const batch = (await session.find('batch-1')) ?? (await session.begin(newBatch()))
  if (batch.state === 'sealed') return
  const there = new Map((await pagesOf(session, batch)).map(({ request, body }) => [request.page, body]))
  for (const [number, body] of there) {
    same(new TextDecoder().decode(body), BODIES.get(number), `page ${number} after a crash`)
  }
  for (const [number, body] of BODIES) {
    if (!there.has(number)) await session.put(batch, page(number, body))
    staged(number)
  }
  await session.seal(batch, sealing(2))
}

/** A run dies at its first failpoint, at its second, and so on; the next one goes on from what is there. */
export async function crashTearsNothing(bench: StagerBench): Promise<Skip | undefined> {
  for (let number = 1; number <= MOST_FAILPOINTS; number++) {
    const place = await bench.elsewhere()
    const { parts, reached } = dyingAt(number)
    const acknowledged = new Set<number>()
    const run = await outcomeOf(async () =>
      stageAll(await place.open(parts), (page) => acknowledged.add(page)),
    )
    if (!reached()) {
      if ('thrown' in run) throw run.thrown
      return number === 1 ? { reason: 'it passes no failpoint (context.failpoint)' } : undefined
    }
    place.clock.jump(TWO_DAYS_MS)
    const next = await place.open()
    const left = await next.find('batch-1')
    const kept = left === undefined ? [] : (await pagesOf(next, left)).map(({ request }) => request.page)
    const lost = [...acknowledged].filter((page) => !kept.includes(page))
    same(lost, [], `pages that were staged before a crash at failpoint ${number} and are gone`)
    await stageAll(next, () => undefined)
    const sealed = await next.find('batch-1')
    same([sealed?.state, sealed?.pages], ['sealed', 2], `the batch after a crash at failpoint ${number}`)
    same((await pagesOf(next, sealed as Batch)).length, 3, 'its pages')
    await close(place)
  }
  keep(false, `it passed ${MOST_FAILPOINTS} failpoints while it staged three pages`)
}

export async function damageIsTold(bench: StagerBench): Promise<Skip | undefined> {
  // What no compression makes smaller lies in the file as it is.
  const body = Uint8Array.from({ length: 256 }, (_, at) =>
    Number.parseInt(sha256(String(at)).slice(0, 2), 16),
  )
  const session = await bench.open()
  const batch = await session.begin(newBatch())
  await session.put(batch, page(1, body))
  await session.seal(batch, sealing(1))
  await close(session)
  const { damage = (folder: string) => damageFiles(folder, body) } = bench.suite
  const done = await damage(bench.folder)
  if (done === false) return { reason: 'no file of its folder holds the bytes as they are; give `damage`' }
  const later = await bench.open()
  await refuses('reading a page whose bytes were changed', () => pagesOf(later, batch), {
    code: 'page.damaged',
    exitCode: 74,
  })
  return undefined
}

/** Turns bits over in every copy of the bytes below a folder. */
async function damageFiles(folder: string, bytes: Uint8Array): Promise<boolean> {
  let found = false
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path)
    for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes)) {
      for (let byte = at + 100; byte < at + 110; byte++) content[byte] = 255 - (content[byte] ?? 0)
      await writeFile(path, content)
      found = true
    }
  }
  return found
}

export async function errorsSayWhatToDo(bench: StagerBench): Promise<undefined> {
  const file = join(bench.folder, 'a-file')
  await mkdir(bench.folder, { recursive: true })
  await writeFile(file, 'not a folder')
  const error = await refuses('a place below a file', () =>
    bench.connect(join(file, 'sub'), bench.contextOf()),
  )
  keep(
    /^(store|config)\./.test(error.code) && Object.hasOwn(ERRORS, error.code),
    `the code is ${brief(error.code)}`,
  )
  keep(error.recovery !== 'retry', `the error ${error.code} says to try again, which mends nothing`)
  const session = await bench.open()
  const unknown = { ...newBatch('nobody'), ...OPEN }
  await refuses('a page of a batch that was never begun', () => session.put(unknown, page(1, '[1]')))
  same(await session.find('nobody'), undefined, 'what is found of it')
}
