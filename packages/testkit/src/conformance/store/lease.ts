import { keep, refuses } from '../check.ts'
import { close, deadOwner, type StoreBench, TWO_DAYS_MS } from './store-bench.ts'

const BUSY = { code: 'pipeline.busy', exitCode: 75, recovery: 'retry' } as const
const FENCED = { code: 'store.fenced', exitCode: 75, recovery: 'retry' } as const

/** Opens twice. The second is told at once that the first is there, until that is closed. */
export async function oneRunAtATime<S extends AsyncDisposable>(bench: StoreBench<S>): Promise<undefined> {
  const first = await bench.open()
  await refuses('a second run of the pipeline', () => bench.open(), BUSY)
  await close(first)
  const second = await bench.open()
  await close(second)
  // Closing twice must not give away what somebody else holds by then.
  await bench.open()
  await close(first)
  await refuses('a second run, after an earlier one was closed twice', () => bench.open(), BUSY)
}

/**
 * A run stands still until another takes its lease over; whatever it writes then is refused.
 *
 * @param prepare what the run does while it still may; gives the writes that it tries later.
 */
export async function fencesOut<S extends AsyncDisposable>(
  bench: StoreBench<S>,
  prepare: (session: S) => Promise<Readonly<Record<string, () => Promise<unknown>>>>,
): Promise<S> {
  const lost = await bench.open({ owner: deadOwner() })
  const writes = await prepare(lost)
  bench.clock.jump(TWO_DAYS_MS)
  const heir = await bench.open()
  for (const [what, write] of Object.entries(writes)) {
    await refuses(`${what} of a run whose lease another took over`, write, FENCED)
  }
  await close(lost)
  await refuses('a third run, after the first was closed', () => bench.open(), BUSY)
  keep(Object.keys(writes).length > 0, 'nothing was tried')
  return heir
}
