import { isoTime } from '@tamis/core'
import type { Quote } from '@tamis/sink-sqlite/read'
import { amount, duration, time } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, yellow } from '../output/style.ts'
import { rulesOf } from '../quarantine/item-json.ts'
import { field } from '../run/report-text.ts'
import { whyCommand } from './why-command.ts'

/** A price with what it stands on. `age_ms` counts from its batch to the time that was asked for. */
export function quoteJson(quote: Quote): Readonly<Record<string, unknown>> {
  const { record } = quote
  return {
    coin_id: quote.key,
    symbol: record.symbol ?? null,
    name: record.name ?? null,
    price: record.current_price ?? null,
    vs_currency: quote.currency,
    extracted_at: isoTime(quote.extractedAt),
    age_ms: quote.ageMs,
    last_updated: record.last_updated ?? null,
    pipeline: quote.pipeline,
    batch_id: quote.batchId,
    revision: quote.revision,
    in_market: quote.inMarket,
    kept_out_by: rulesOf({ findings: quote.keptOutBy }),
  }
}

/** The same for people. */
export function quoteText(quote: Quote, { options = '' }: { readonly options?: string } = {}): string {
  const { record, key } = quote
  const price = `${bold(amount(record.current_price))} ${safe(quote.currency ?? '')}`
  const lines = [
    `${bold(safe(key))}  ${safe(String(record.name ?? ''))}  ${price}`,
    field('observed', `${time(isoTime(quote.extractedAt))}  ${dim(`(${duration(quote.ageMs)} before)`)}`),
    field('batch', `${safe(quote.batchId)}, revision ${quote.revision}`),
    ...(quote.inMarket ? [] : [field('note', yellow(leftText(quote)))]),
    field('next', cyan(whyCommand(key, `--at ${isoTime(quote.extractedAt)}${options}`))),
  ]
  return `${lines.join('\n')}\n`
}

function leftText({ keptOutBy }: Quote): string {
  const rules = rulesOf({ findings: keptOutBy }).map(safe)
  return rules.length === 0
    ? 'the market of then no longer held it: this is its last price before'
    : `kept out of the market of then by ${rules.join(', ')}: this is its last good price before`
}
