/** What one extraction asks for. Two batches with the same plan can be compared; rules are not part of it. */
export interface BatchPlan {
  /** What is asked for, as its owner writes it: `top:250`, `all`, `ids:bitcoin,ethereum`. */
  readonly universe: string
  /** The currency that prices are in, as the source names it; null for datasets without one. */
  readonly currency: string | null
  /** Everything else that changes what the source answers. Never a secret. */
  readonly parameters: Readonly<Record<string, string>>
}

export const BATCH_STATES = ['open', 'sealed', 'published', 'rejected', 'abandoned'] as const
export type BatchState = (typeof BATCH_STATES)[number]

/** One attempt at one extraction of one dataset. Times are milliseconds since 1970 UTC. */
export interface Batch {
  readonly batchId: string
  /** 1 for the first; a batch too old to resume is abandoned and begun again under the same id with the next. */
  readonly attempt: number
  readonly pipeline: string
  readonly dataset: string
  readonly plan: BatchPlan
  /** Another universe than the configured one: published, but never the latest. */
  readonly adHoc: boolean
  readonly state: BatchState
  readonly openedAt: number
  /** When the body of its first page ended; null while there is none. */
  readonly firstPageAt: number | null
  /** When the body of its last page ended: the time of the batch. Null until sealed. */
  readonly extractedAt: number | null
  /** Pages of records that the plan came to; null until sealed. */
  readonly pages: number | null
  /** Set when three resumes in a row ended in an error of tamis, a rule or a plugin. */
  readonly parkedAt: number | null
  /** 0 until first published; each publication that changed something is the next. */
  readonly revision: number
}

/** What is known of a batch before it is opened. */
export type NewBatch = Pick<Batch, 'batchId' | 'pipeline' | 'dataset' | 'plan' | 'adHoc' | 'openedAt'>

export const PIPELINE_NAME = /^[a-z][a-z0-9_-]{0,39}$/
export const BATCH_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** The nearest valid batch id to what somebody typed. */
export function suggestBatchId(text: string): string {
  const cleaned = text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100)
  return cleaned === '' ? 'batch-1' : cleaned
}

/** A time as batch ids carry it: `20261122T050000Z`. */
export function compactTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** The default batch id: pipeline, start and four hex digits against two starts in one second. */
export function defaultBatchId(pipeline: string, startedAt: number, random: () => number): string {
  const suffix = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0')
  return `${pipeline}-${compactTime(startedAt)}-${suffix}`
}

/** True if both plans ask for the same. */
export function samePlan(a: BatchPlan, b: BatchPlan): boolean {
  return planText(a) === planText(b)
}

/** A plan as one line of text: equal plans give equal text. */
export function planText(plan: BatchPlan): string {
  const parameters = Object.entries(plan.parameters).sort(([a], [b]) => (a < b ? -1 : 1))
  return [plan.universe, plan.currency ?? '-', ...parameters.map(([name, value]) => `${name}=${value}`)].join(
    ' ',
  )
}
