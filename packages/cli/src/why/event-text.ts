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

/** What befell a coin, a line an event; that it came and was kept out at once is one. */
export function historyText(events: readonly CoinEvent[]): readonly string[] {
  const came = new Map(events.filter(isComing).map((event) => [event.batchId, WORDS[event.event]]))
  const keptOut = new Set(events.filter(({ event }) => event === 'kept_out').map(({ batchId }) => batchId))
  return events
    .filter((event) => !(isComing(event) && keptOut.has(event.batchId)))
    .map((event) => {
      const first = event.event === 'kept_out' ? came.get(event.batchId) : undefined
      return `${first === undefined ? '' : `${first} and `}${eventText(event)}`
    })
}

function isComing({ event }: CoinEvent): boolean {
  return event === 'first_seen' || event === 'back'
}
