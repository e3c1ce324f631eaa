import { copyFileSync } from 'node:fs'
import { replayPipeline } from '@tamis/core'
import { floorLoadStaged } from '../floor/load-staged.ts'
import { floorReplay } from '../floor/replay.ts'
import { compare, ratio } from '../harness/compare.ts'
import { sealedHistory } from '../harness/history.ts'
import { pipelineOver } from '../harness/pipeline.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'

/** Replay of batches in a file; every one must end with this status. */
async function replayAll(path: string, status: 'changed' | 'unchanged', batches?: string[]): Promise<void> {
  const pipeline = pipelineOver(path, [], new Date())
  const report = await replayPipeline(pipeline, batches === undefined ? {} : { batches })
  if (report.status !== 'done') throw new Error(report.error?.message)
  if (report.batches.some((batch) => batch.status !== status)) throw new Error(`not all are ${status}`)
}

/** Snapshots that are staged and no more, judged and loaded. */
export async function replayStaged(snapshots: number, rounds: number): Promise<readonly Result[]> {
  using folder = scratch()
  const staged = folder.file('sealed.db')
  await sealedHistory(staged, snapshots)
  const ids = Array.from({ length: snapshots }, (_, number) => `b${number}`)
  const path = folder.file('copy.db')
  const prepare = (): void => copyFileSync(staged, path)
  const [floor, tamis] = await compare(
    [
      { name: 'floor', prepare, run: () => floorLoadStaged(path) },
      { name: 'tamis', prepare, run: () => replayAll(path, 'changed', ids) },
    ],
    rounds,
  )
  return [
    {
      name: `replay of ${snapshots} staged snapshots`,
      value: ratio(tamis, floor),
      unit: 'x',
      budget: 1.4,
      detail: `${tamis?.medianMs.toFixed(0)} ms against ${floor?.medianMs.toFixed(0)} ms`,
    },
  ]
}

/** Snapshots that are loaded, judged again with nothing to change: what the rules cost, for there is nothing to write. */
export async function replayLoaded(
  path: string,
  snapshots: number,
  rounds: number,
): Promise<readonly Result[]> {
  const [floor, tamis] = await compare(
    [
      {
        name: 'floor',
        run: () => {
          if (floorReplay(path) > 0) throw new Error('the floor finds differences')
        },
      },
      { name: 'tamis', run: () => replayAll(path, 'unchanged') },
    ],
    rounds,
  )
  return [
    {
      name: `replay of ${snapshots} loaded snapshots that changes nothing`,
      value: ratio(tamis, floor),
      unit: 'x',
      budget: null,
      detail: `${tamis?.medianMs.toFixed(0)} ms against ${floor?.medianMs.toFixed(0)} ms for one rule and no history`,
    },
  ]
}
