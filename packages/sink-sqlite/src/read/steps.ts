import type { CoinEvent } from './coin-events.ts'

/** The keys of a batch as numbers. */
export interface KeysSeen {
  readonly loaded: readonly number[]
  /** Those that rules kept out. */
  readonly kept: readonly number[]
}

/** Where a key was seen: in which batch of a series, and whether rules kept it out there. */
interface Sight {
  readonly place: number
  readonly kept: boolean
}

/** What a key did in a batch. */
export interface Step {
  readonly event: CoinEvent['event']
  readonly key: number
  readonly place: number
  /** Where it was last seen until then; undefined when it never was. */
  readonly before: Sight | undefined
}

/** What keys did from each batch of a series to the next; nothing in the first, with which the series begins. */
export function stepsOf(series: readonly KeysSeen[]): readonly Step[] {
  const last = new Map<number, Sight>()
  const steps: Step[] = []
  for (const [place, { loaded, kept }] of series.entries()) {
    const visit = (keys: readonly number[], sight: Sight): void => {
      for (const key of keys) {
        const before = last.get(key)
        if (place > 0) {
          for (const event of eventsTo(sight, before)) steps.push({ event, key, place, before })
        }
        last.set(key, sight)
      }
    }
    visit(loaded, { place, kept: false })
    visit(kept, { place, kept: true })
    const earlier = series[place - 1]
    for (const key of [...(earlier?.loaded ?? []), ...(earlier?.kept ?? [])]) {
      const before = last.get(key)
      if (before?.place === place - 1) steps.push({ event: 'disappeared', key, place, before })
    }
  }
  return steps
}

type Events = readonly CoinEvent['event'][]
const NOTHING: Events = []

function eventsTo({ place, kept }: Sight, before: Sight | undefined): Events {
  if (before === undefined) return kept ? ['first_seen', 'kept_out'] : ['first_seen']
  const isBack = before.place < place - 1 || (before.kept && !kept)
  const isLost = kept && !before.kept
  if (!isBack && !isLost) return NOTHING
  return isBack ? (isLost ? ['back', 'kept_out'] : ['back']) : ['kept_out']
}
