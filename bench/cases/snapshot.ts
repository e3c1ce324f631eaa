import { runPipeline, systemClock } from '@tamis/core'
import { emptyDatabase } from '../floor/database.ts'
import { floorSnapshot } from '../floor/snapshot.ts'
import { compare, ratio } from '../harness/compare.ts'
import { marketPages, slot } from '../harness/market-pages.ts'
import { pipelineOver } from '../harness/pipeline.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'

/** One batch of given pages into a database, as `tamis run` does it but for the network. */
export async function loadSnapshot(path: string, pages: readonly Uint8Array[], at: Date): Promise<void> {
  const clock = { ...systemClock, now: () => at.getTime() }
  const report = await runPipeline(pipelineOver(path, pages, at), { clock, batchId: `b${at.getTime()}` })
  if (report.status !== 'published') throw new Error(`${report.status}: ${report.error?.message}`)
}

/** Bytes in hand to durable commit: stage, parse, validate, judge, load, ledger. */
export async function snapshot(rounds: number): Promise<readonly Result[]> {
  const pages = marketPages(slot(0))
  using folder = scratch()
  let files = 0
  let path = ''
  const prepare = async (): Promise<void> => {
    path = folder.file(`${++files}.db`)
    await emptyDatabase(path)
  }
  const [floor, tamis] = await compare(
    [
      { name: 'floor', prepare, run: () => floorSnapshot(path, pages, slot(0)) },
      { name: 'tamis', prepare, run: () => loadSnapshot(path, pages, slot(0)) },
    ],
    rounds,
  )
  return [
    {
      name: 'whole snapshot, bytes in hand to durable commit',
      value: ratio(tamis, floor),
      unit: 'x',
      budget: 1.5,
      detail: `${tamis?.medianMs.toFixed(0)} ms against ${floor?.medianMs.toFixed(0)} ms`,
    },
  ]
}
