import { keep, type Skip, same } from '../check.ts'
import { runChild } from '../store/child.ts'
import { childPage } from '../store/child-work.ts'
import { close } from '../store/store-bench.ts'
import { pagesOf } from './pages.ts'
import { sealing } from './states.ts'
import type { StagerBench } from './suite.ts'

/** When a child is killed: so many milliseconds after it said that its third page is kept. */
const MOMENTS_MS = [0, 2, 8, 30]

export async function losesNothing(bench: StagerBench): Promise<Skip | undefined> {
  const { module } = bench.suite
  if (module === undefined) return { reason: 'the suite was given no module to run in a process of its own' }
  for (const afterMs of MOMENTS_MS) {
    const place = await bench.elsewhere()
    const { kept, refused } = await runChild({
      kind: 'stager',
      module,
      folder: place.folder,
      kill: { step: 3, afterMs },
    })
    keep(refused === undefined, `before it could be killed, it ${refused}`)
    await goesOn(place, kept)
    await close(place)
  }
  return undefined
}

export async function fullDisk(bench: StagerBench): Promise<Skip | undefined> {
  const { folder, suite } = bench
  const { module } = suite
  if (module === undefined) return { reason: 'the suite was given no module to run in a process of its own' }
  if (process.platform === 'win32') return { reason: 'files of a process cannot be limited on Windows' }
  const { kept, refused } = await runChild({ kind: 'stager', module, folder, full: true })
  if (refused === undefined) return { reason: 'nothing that it writes reached the limit of a file' }
  keep(
    /^refused store\.\w+ 74$/.test(refused),
    `when no more could be written, it ${refused}, and should be refused store.* 74`,
  )
  await goesOn(bench, kept)
  return undefined
}

/** What a process that is gone said was kept is there, what else is there is whole, and the next run goes on. */
async function goesOn(bench: StagerBench, kept: number): Promise<void> {
  const session = await bench.open()
  const batch = await session.find('batch-1')
  keep(batch !== undefined, 'the batch is gone')
  const numbers: number[] = []
  for await (const { request, body } of session.pages(batch)) {
    numbers.push(request.page)
    keep(
      childPage(request.page).body.every((byte, at) => byte === body[at]),
      `page ${request.page} is not what was put`,
    )
  }
  const expected = Array.from({ length: Math.max(kept, numbers.length) }, (_, at) => at + 1)
  same(numbers, expected, `the pages, of which ${kept} were said to be kept,`)
  const next = numbers.length + 1
  await session.put(batch, childPage(next))
  const sealed = await session.seal(batch, sealing(next))
  same([sealed.state, (await pagesOf(session, sealed)).length], ['sealed', next], 'the batch, gone on with')
}
