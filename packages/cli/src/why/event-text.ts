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

/**
 * What befell a coin, a line an event; that it came and was kept out at once is one. Each plan of a pipeline has a story of
 * its own, but what is there already is not first seen, nor kept out once more, because another plan asked for it too.
 */
export function historyText(events: readonly CoinEvent[]): readonly string[] {
  const lines: string[] = []
  let isKnown = false
  let keptBy = ''
  for (const { came, other } of byBatch(events)) {
    const isAgain = isKnown && came?.event === 'first_seen'
    isKnown = true
    for (const event of other) {
      const by = event.event === 'kept_out' ? event.rules.join() : ''
      if (!isAgain || by === '' || by !== keptBy)
        lines.push(`${came === undefined || isAgain ? '' : `${WORDS[came.event]} and `}${eventText(event)}`)
      keptBy = by
    }
    if (other.length > 0 || came === undefined || isAgain) continue
    lines.push(eventText(came))
    keptBy = ''
  }
  return lines
}

interface BatchEvents {
  /** That it was first seen, or is back. */
  readonly came: CoinEvent | undefined
  readonly other: readonly CoinEvent[]
}

function byBatch(events: readonly CoinEvent[]): readonly BatchEvents[] {
  return [...new Set(events.map(({ batchId }) => batchId))].map((id) => {
    const of = events.filter(({ batchId }) => batchId === id)
    return { came: of.find(isComing), other: of.filter((event) => !isComing(event)) }
  })
}

function isComing({ event }: CoinEvent): boolean {
  return event === 'first_seen' || event === 'back'
}
