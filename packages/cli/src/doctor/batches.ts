import type { MarketReader } from '@tamis/sink-sqlite/read'
import { isOverdue, nextStep } from '../ledger/status-json.ts'
import { duration } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { type Finding, note, ok, warning } from './finding.ts'

/** How the batches of each pipeline are: their age, and whether any waits for somebody. */
export function* examineBatches(
  reader: MarketReader,
  pipelines: readonly string[],
  now: number,
): Generator<Finding> {
  const known = reader.pipelines()
  for (const name of pipelines) {
    yield known.includes(name)
      ? examinePipeline(reader, name, now)
      : note('batches', `${safe(name)}: none yet`, `tamis run ${safe(name)}`)
  }
}

function examinePipeline(reader: MarketReader, name: string, now: number): Finding {
  const status = reader.status(name)
  const { latest, ageMs, pending, lastRun, holder } = status
  if (holder !== null) return note('batches', `${safe(name)}: a run is at work, process ${holder.owner.pid}`)
  const age = latest === null ? 'nothing published yet' : `last batch ${duration(ageMs ?? 0)} old`
  const next = `\`${nextStep(status, now)}\``
  const waiting = pending.at(0)
  if (waiting !== undefined) {
    const state = waiting.parkedAt === null ? waiting.state : 'parked'
    return warning('batches', `${safe(name)}: ${age}; ${safe(waiting.batchId)} is ${state}`, next)
  }
  const { error } = lastRun ?? { error: null }
  if (error != null)
    return warning('batches', `${safe(name)}: ${age}; the last run failed with ${error.code}`, error.hint)
  if (isOverdue(status, now))
    return warning('batches', `${safe(name)}: ${age}, and the next one is overdue`, next)
  return latest === null
    ? note('batches', `${safe(name)}: ${age}`, next)
    : ok('batches', `${safe(name)}: ${age}`)
}
