import { BATCH_ID, type Batch, type BatchPlan, planText, samePlan, suggestBatchId } from '../batch.ts'
import { TamisError } from '../errors.ts'
import type { RunContext } from '../flow.ts'
import type { CommittedBatch, SinkSession } from '../load/sink.ts'
import type { StagerSession } from '../stage/stager.ts'
import type { Pipeline } from './pipeline.ts'

/** How long an open batch may be gone on with, at the least: 15 minutes after its first page. */
const FRESH_MS = 15 * 60_000

/** What a run has to do with a batch id. */
export type Choice =
  | { readonly kind: 'committed'; readonly batch: CommittedBatch }
  | { readonly kind: 'sealed'; readonly batch: Batch }
  | { readonly kind: 'open'; readonly batch: Batch }
  | { readonly kind: 'new'; begin(): Promise<Batch> }

/** @throws TamisError `batch.id_invalid` with a valid suggestion. */
export function requireBatchId(batchId: string): void {
  if (BATCH_ID.test(batchId)) return
  const suggestion = suggestBatchId(batchId)
  const message = `Batch id ${JSON.stringify(batchId)} is not valid: letters, digits, dot, underscore and hyphen only, starting with a letter or digit, at most 100`
  throw new TamisError('batch.id_invalid', { message, hint: `Try --batch-id ${suggestion}` })
}

/**
 * Finds the batch of an id, and writes nothing. `begin` begins a new one; where an open one is too old to go on with, it
 * abandons that and begins its next attempt.
 *
 * @throws TamisError `batch.id_taken`, `batch.plan_changed`, `batch.parked`.
 */
export async function chooseBatch<T extends object>(
  pipeline: Pipeline<T>,
  batchId: string,
  sink: SinkSession<T>,
  stager: StagerSession,
  context: RunContext,
): Promise<Choice> {
  const committed = await sink.find(batchId)
  if (committed !== undefined) {
    requireOwn(pipeline.name, committed)
    warnOfOtherPlan(pipeline.source.plan, committed, context)
    return { kind: 'committed', batch: committed }
  }
  const found = await stager.find(batchId)
  const begin = (): Promise<Batch> => beginBatch(pipeline, batchId, stager, context)
  if (found === undefined) return { kind: 'new', begin }
  requireOwn(pipeline.name, found)
  requirePlan(pipeline.source.plan, found)
  requireNotParked(found)
  if (found.state === 'sealed') return { kind: 'sealed', batch: found }
  const { clock, logger } = context
  if (isFresh(found, pipeline.source.estimate().durationMs, clock.now()))
    return { kind: 'open', batch: found }
  return {
    kind: 'new',
    async begin() {
      logger.warn(`Batch ${batchId} is too old to go on with; beginning it again`, {
        attempt: found.attempt + 1,
      })
      await stager.abandon(found)
      return beginBatch(pipeline, found.batchId, stager, context)
    },
  }
}

function beginBatch<T extends object>(
  { name, source, adHoc }: Pipeline<T>,
  batchId: string,
  stager: StagerSession,
  { clock }: RunContext,
): Promise<Batch> {
  const { dataset, plan } = source
  return stager.begin({ batchId, pipeline: name, dataset: dataset.name, plan, adHoc, openedAt: clock.now() })
}

/** Pages of two moments must not make one market; nothing staged yet is as fresh as can be. */
function isFresh(batch: Batch, plannedMs: number, now: number): boolean {
  return batch.firstPageAt === null || now - batch.firstPageAt <= Math.max(FRESH_MS, 1.5 * plannedMs)
}

function requireOwn(pipeline: string, batch: Batch): void {
  if (batch.pipeline === pipeline) return
  throw new TamisError('batch.id_taken', {
    message: `Batch id ${batch.batchId} belongs to pipeline ${batch.pipeline}, not ${pipeline}`,
  })
}

/** For what is done to a batch that is there: its own pipeline alone may. @throws TamisError `batch.id_taken`. */
export function requireOwner(pipeline: string, batch: Batch): void {
  if (batch.pipeline === pipeline) return
  throw new TamisError('batch.id_taken', {
    message: `Batch ${batch.batchId} belongs to pipeline ${batch.pipeline}, not ${pipeline}`,
    hint: `Name its own pipeline, ${batch.pipeline}.`,
  })
}

function requirePlan(plan: BatchPlan, batch: Batch): void {
  if (samePlan(plan, batch.plan)) return
  throw new TamisError('batch.plan_changed', {
    message: `Batch ${batch.batchId} was opened for "${planText(batch.plan)}", and this run asks for "${planText(plan)}"`,
  })
}

function warnOfOtherPlan(plan: BatchPlan, batch: Batch, { logger }: RunContext): void {
  if (samePlan(plan, batch.plan)) return
  logger.warn(
    `Batch ${batch.batchId} holds "${planText(batch.plan)}", not "${planText(plan)}"; left as it is`,
  )
}

/** @throws TamisError `batch.parked`. */
export function requireNotParked(batch: Batch): void {
  if (batch.parkedAt === null) return
  const hint = `Mend the rule or plugin, then \`tamis replay --batch ${batch.batchId}\`.`
  throw new TamisError('batch.parked', {
    message: `Batch ${batch.batchId} is parked after three failed resumes`,
    hint,
  })
}
