import type { MarketReader } from '@tamis/sink-sqlite/read'
import { isOverdue, nextStep } from '../ledger/status-json.ts'
import { duration } from '../output/format.ts'
import { type CheckResult, note, ok, warning } from './check-result.ts'

/** How the batches of each pipeline are: their age, and whether any waits for somebody. */
export function* examineBatches(
  reader: MarketReader,
  pipelines: readonly string[],
  now: number,
): Generator<CheckResult> {
  const known = reader.pipelines()
  for (const name of pipelines) {
    yield known.includes(name)
      ? examinePipeline(reader, name, now)
      : note('batches', `${name}: none yet`, `tamis run ${name}`)
  }
}

function examinePipeline(reader: MarketReader, name: string, now: number): CheckResult {
  const status = reader.status(name)
  const { latest, ageMs, pending, lastRun, holder } = status
  if (holder !== null) return note('batches', `${name}: a run is at work, process ${holder.owner.pid}`)
  const age = latest === null ? 'nothing published yet' : `last batch ${duration(ageMs ?? 0)} old`
  const next = `\`${nextStep(status, now)}\``
  const waiting = pending.at(0)
  if (waiting !== undefined) {
    const state = waiting.parkedAt === null ? waiting.state : 'parked'
    return warning('batches', `${name}: ${age}; ${waiting.batchId} is ${state}`, next)
  }
  const { error } = lastRun ?? { error: null }
  if (error != null)
    return warning('batches', `${name}: ${age}; the last run failed with ${error.code}`, error.hint)
  if (isOverdue(status, now)) return warning('batches', `${name}: ${age}, and the next one is overdue`, next)
  return latest === null ? note('batches', `${name}: ${age}`, next) : ok('batches', `${name}: ${age}`)
}
