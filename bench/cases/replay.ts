import { replayPipeline } from '@tamis/core'
import { floorReplay } from '../floor/replay.ts'
import { compare, ratio } from '../harness/compare.ts'
import { pipelineOver } from '../harness/pipeline.ts'
import type { Result } from '../harness/result.ts'

/** Replay of what is staged in a file, under the rules that judged it. */
export async function replayAll(path: string): Promise<number> {
  const report = await replayPipeline(pipelineOver(path, [], new Date()))
  if (report.status !== 'done') throw new Error(report.error?.message)
  if (report.batches.some((batch) => batch.status !== 'unchanged'))
    throw new Error('replay changed something')
  return report.batches.length
}

/** `path` holds the staged snapshots. */
export async function replay(path: string, snapshots: number, rounds: number): Promise<readonly Result[]> {
  const [floor, tamis] = await compare(
    [
      {
        name: 'floor',
        run: () => {
          if (floorReplay(path) > 0) throw new Error('the floor finds differences')
        },
      },
      { name: 'tamis', run: () => replayAll(path) },
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
