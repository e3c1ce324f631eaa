import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { tamis } from '../harness/command.ts'
import { slot } from '../harness/market-pages.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'

const HEAP = new URL('../children/heap.mjs', import.meta.url).pathname
const SMALL_HEAP = ['--max-old-space-size=64', '--max-semi-space-size=1']

/** Peak memory of `tamis run` of the whole market over real HTTP. */
export async function runMemory(url: string): Promise<readonly Result[]> {
  using folder = scratch()
  const { report, peakMB } = await tamis(['run', '--universe', 'all'], { cwd: folder.path, url })
  if (report.status !== 'published') throw new Error(`tamis run: ${JSON.stringify(report.error)}`)
  return [
    {
      name: 'peak memory of a whole-market run',
      value: peakMB,
      unit: 'MB',
      budget: 160,
      detail: 'resident, of the built command',
    },
  ]
}

/** Whether a long replay keeps anything. `path` holds so many staged snapshots, at least 10. */
export async function replayMemory(path: string, snapshots: number): Promise<readonly Result[]> {
  const capped = await replayPeak(path, snapshots, SMALL_HEAP)
  return [
    ...(await held(path)),
    {
      name: `replay of ${snapshots}: peak memory with a small heap`,
      value: capped,
      unit: 'MB',
      budget: 160,
      detail: SMALL_HEAP.join(' '),
    },
    ...(await peaks(
      path,
      [10, 50, 100].filter((count) => count <= snapshots),
    )),
  ]
}

interface Taken {
  readonly heapMB: number
  /** Resident, but for the heap of V8. */
  readonly outsideMB: number
}

/** What is held at the last batch against the 10th, by when everything is loaded and warm. */
async function held(path: string): Promise<readonly Result[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', HEAP, path])
  const taken = JSON.parse(stdout) as readonly Taken[]
  const compared = (part: keyof Taken): Pick<Result, 'value' | 'unit' | 'detail'> => {
    const [tenth = Number.NaN, last = Number.NaN] = [taken[9]?.[part], taken.at(-1)?.[part]]
    const detail = `${last.toFixed(1)} MB against ${tenth.toFixed(1)} MB, after a forced collection`
    return { value: last / tenth, unit: 'x', detail }
  }
  const at = `at the last of ${taken.length} against the 10th`
  return [
    { name: `replay: live heap ${at}`, budget: 1.2, ...compared('heapMB') },
    { name: `replay: outside the heap ${at}`, budget: null, ...compared('outsideMB') },
  ]
}

async function peaks(path: string, counts: readonly number[]): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const count of counts) {
    results.push({
      name: `replay of ${count}: peak memory, default flags`,
      value: await replayPeak(path, count, []),
      unit: 'MB',
      budget: null,
      detail: 'most of it waits to be collected',
    })
  }
  return results
}

/** Peak memory of `tamis replay` of the first so many snapshots, in MB. */
async function replayPeak(path: string, count: number, flags: readonly string[]): Promise<number> {
  using folder = scratch()
  const until = slot(count - 1).toISOString()
  const { report, peakMB } = await tamis(['replay', '--to', until, '--database', path], {
    cwd: folder.path,
    flags,
  })
  const batches = report.batches as readonly { readonly status: string }[] | undefined
  const unchanged = batches?.filter(({ status }) => status === 'unchanged').length
  if (unchanged !== count) throw new Error(`tamis replay left ${unchanged} of ${count} unchanged`)
  return peakMB
}
