import {
  type Batch,
  type ExplainedRecord,
  explainRecord,
  isoTime,
  type Observation,
  type Pipeline,
  type StagedPage,
  TamisError,
} from '@tamis/core'
import type { BatchDetails, CoinEvent, Location, MarketReader } from '@tamis/sink-sqlite/read'
import type { AnyRecord } from '../config/plugin-kinds.ts'
import { whyCommand } from '../market/why-command.ts'
import { eventText } from './event-text.ts'

/** A coin in the market as of a time, with the way back to the bytes it came from. */
export interface Lineage {
  readonly location: Location
  /** Null when the staged bytes were pruned: then the row stands without what the rules say of it. */
  readonly explained: ExplainedRecord | null
  /** Its JSON as it was received. Of a batch that was pruned the quarantine alone still has it; null otherwise. */
  readonly received: string | null
  /** What befell the coin so far, the first event first. */
  readonly events: readonly CoinEvent[]
}

/**
 * Where what is known of a coin came from, and what the rules in force say of it.
 *
 * @throws TamisError `usage.invalid` for a coin that the market as of then does not hold.
 */
export async function explainCoin(
  reader: MarketReader,
  pipeline: Pipeline<AnyRecord>,
  coin: string,
  at: number | undefined,
): Promise<Lineage> {
  const asked = { coin, pipeline: pipeline.name, ...(at === undefined ? {} : { asOf: at }) }
  const location = reader.locate(asked)
  const about = { coin: location?.key ?? coin, pipeline: pipeline.name }
  const events = reader.coinEvents(about).filter((event) => at === undefined || event.at <= at)
  if (location === undefined) throw notThen(coin, at, events.at(-1))
  const batch = reader.batch(location.batchId)
  if (batch === undefined || batch.stagedPages.some(({ pruned }) => pruned))
    return { location, explained: null, received: keptRecord(reader, location), events }
  const explained = await explainRecord(pipeline.source, pipeline.rules, {
    batch: asBatch(batch),
    pages: stagedPages(reader, batch),
    key: location.key,
    history: historyBefore(reader, pipeline, batch),
  })
  return { location, explained: explained ?? null, received: explained?.text ?? null, events }
}

function keptRecord(reader: MarketReader, { batchId, key, page, position }: Location): string | null {
  const entries = reader.quarantine({ batchId, key })
  return entries.find((entry) => entry.page === page?.page && entry.position === position)?.record ?? null
}

function notThen(coin: string, at: number | undefined, last: CoinEvent | undefined): TamisError {
  const when = at === undefined ? 'The latest batch' : `The market as of ${isoTime(at)}`
  const gone = last?.event === 'disappeared' ? last : undefined
  return new TamisError('usage.invalid', {
    message: `${when} holds no ${JSON.stringify(coin)}${gone === undefined ? '' : `: ${eventText(gone)}`}`,
    hint:
      gone === undefined
        ? 'It may have left, or entered later: try another --at.'
        : `Ask as of a time before it: \`${whyCommand(coin, `--at ${isoTime(gone.lastGoodAt ?? gone.at - 1)}`)}\`.`,
  })
}

function asBatch(batch: BatchDetails): Batch {
  return { ...batch, pages: batch.pages }
}

function stagedPages(
  reader: MarketReader,
  { batchId, attempt, stagedPages: pages }: BatchDetails,
): readonly StagedPage[] {
  return pages.map(({ page }) => {
    const { url, params, status, headers, body, extractedAt, sha256 } = reader.rawPage(batchId, page, attempt)
    const request = { page, kind: page === 0 ? 'listing' : 'records', url, params } as const
    return { batchId, attempt, request, status, headers, body, fetchedAt: extractedAt, sha256 }
  })
}

/** What the pipeline's batches before this one say of each coin, the last one first, as far back as a rule looks. */
function historyBefore(
  reader: MarketReader,
  { name, rules }: Pipeline<AnyRecord>,
  { extractedAt }: BatchDetails,
): (key: string) => readonly Observation<AnyRecord>[] {
  const depth = Math.max(0, ...rules.map((rule) => rule.needs?.history ?? 0))
  const known = new Map<string, Observation<AnyRecord>[]>()
  const earlier =
    depth === 0 ? [] : reader.batches({ pipeline: name, states: ['published'], to: (extractedAt ?? 0) - 1 })
  for (const { batchId } of earlier.filter(({ adHoc }) => !adHoc).slice(0, depth)) {
    for (const { key, record, extractedAt: seen } of reader.records({ pipeline: name, batchId }).records) {
      const observations = known.get(key) ?? []
      observations.push({ record, batchId, extractedAt: seen })
      known.set(key, observations)
    }
  }
  return (key) => known.get(key) ?? []
}
