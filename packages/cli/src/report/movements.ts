import type { MarketEvent } from '@tamis/sink-sqlite/read'

/** What becomes of coins, as the report tells it. */
export const MOVES = ['entered', 'back', 'left', 'zombie', 'kept_out'] as const
export type Move = (typeof MOVES)[number]

const ZOMBIE_RULES: readonly string[] = ['price.missing', 'price.zero', 'volume.missing', 'volume.zero']

export interface Movement extends MarketEvent {
  readonly move: Move
}

/** Events as moves of coins: one that comes and is kept out at once never entered. */
export function movementsOf(events: readonly MarketEvent[]): readonly Movement[] {
  const keptOut = new Set(events.filter(({ event }) => event === 'kept_out').map(placeOf))
  return events
    .filter(
      (event) => event.event === 'kept_out' || event.event === 'disappeared' || !keptOut.has(placeOf(event)),
    )
    .map((event) => ({ ...event, move: moveOf(event) }))
}

function placeOf({ batchId, key }: MarketEvent): string {
  return `${batchId} ${key}`
}

function moveOf({ event, rules }: MarketEvent): Move {
  if (event === 'first_seen') return 'entered'
  if (event === 'back') return 'back'
  if (event === 'disappeared') return 'left'
  return rules.some((rule) => ZOMBIE_RULES.includes(rule)) ? 'zombie' : 'kept_out'
}

/** How many coins made each move by each of some times, since the time before. */
export function movesBy(
  movements: readonly Movement[],
  times: readonly number[],
): readonly Readonly<Record<Move, number>>[] {
  const counts = times.map(() => ({ entered: 0, back: 0, left: 0, zombie: 0, kept_out: 0 }))
  for (const { at, move } of movements) {
    const found = counts[times.findIndex((time) => time >= at)]
    if (found !== undefined) found[move]++
  }
  return counts
}
