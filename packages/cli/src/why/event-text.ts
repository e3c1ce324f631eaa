import { isoTime } from '@tamis/core'
import type { CoinEvent } from '@tamis/sink-sqlite/read'
import { amount, time } from '../output/format.ts'

const WORDS = {
  first_seen: 'first seen',
  kept_out: 'kept out',
  back: 'back',
  disappeared: 'disappeared',
} as const

/** An event of a coin on one line: what, when, why, and what was known last. */
export function eventText({ event, at, rules, lastGoodPrice, lastGoodAt, note }: CoinEvent): string {
  const why = rules.length === 0 ? '' : ` by ${rules.join(', ')}`
  const last =
    lastGoodAt === null ? '' : `, last good price ${amount(lastGoodPrice)} of ${time(isoTime(lastGoodAt))}`
  return `${WORDS[event]} ${time(isoTime(at))}${why}${last}${note === null ? '' : ` (${note})`}`
}
