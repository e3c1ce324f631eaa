import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Result } from '../harness/result.ts'

const CHILD = new URL('../children/', import.meta.url)

/** What a child prints of itself when it is done. */
export interface Footprint {
  readonly peakMB: number
  readonly heapMB: readonly number[]
}

export async function measured(
  script: string,
  args: readonly string[],
  flags: readonly string[],
): Promise<Footprint> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    new URL(script, CHILD).pathname,
    ...args,
  ])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Footprint
}

/** Peak memory of a whole-market run over real HTTP. */
export async function runMemory(url: string): Promise<readonly Result[]> {
  const { peakMB } = await measured('run.ts', [url], [])
  return [
    { name: 'peak memory of a whole-market run', value: peakMB, unit: 'MB', budget: 160, detail: 'resident' },
  ]
}

/** Whether a long replay keeps anything. `path` holds at least 100 staged snapshots. */
export async function replayMemory(path: string): Promise<readonly Result[]> {
  const small = ['--max-old-space-size=64', '--max-semi-space-size=1', '--expose-gc']
  const capped = await measured('replay.ts', [path, '100'], small)
  const [tenth = Number.NaN, last = Number.NaN] = [capped.heapMB[9], capped.heapMB.at(-1)]
  const results: Result[] = [
    {
      name: 'replay: live heap at the last of 100 against the 10th',
      value: last / tenth,
      unit: 'x',
      budget: 1.2,
      detail: `${last.toFixed(1)} MB against ${tenth.toFixed(1)} MB, after a forced collection`,
    },
    {
      name: 'replay of 100: peak memory with a small heap',
      value: capped.peakMB,
      unit: 'MB',
      budget: 160,
      detail: small.slice(0, 2).join(' '),
    },
  ]
  for (const snapshots of ['10', '50', '100']) {
    const { peakMB } = await measured('replay.ts', [path, snapshots], [])
    results.push({
      name: `replay of ${snapshots}: peak memory, default flags`,
      value: peakMB,
      unit: 'MB',
      budget: null,
      detail: 'lazy collection',
    })
  }
  return results
}
