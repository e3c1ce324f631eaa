import type { ServedCoin } from './coin.ts'
import type { Fault } from './fault.ts'

export interface StandInOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** What to serve, in order of market cap; default: a generated market of `size`, `seed` and `observedAt`. */
  readonly coins?: readonly ServedCoin[]
  /** Coins of the generated market; default 1000. */
  readonly size?: number
  /** Seed of the generated market and of the drift; default 1. */
  readonly seed?: number
  /** The instant at which the generated market is seen; default now. */
  readonly observedAt?: Date
  /** How often the generated market is seen anew at the time of `now`, in ms; default 0, never. */
  readonly refreshMs?: number
  /** Delay of every answer in ms; default 0. */
  readonly latencyMs?: number
  /** Share of coins that trade places between ranked pages, 0 to 1; default 0. */
  readonly drift?: number
  /** Requests answered in a rolling minute, the rest gets 429; default 0, no limit. */
  readonly requestsPerMinute?: number
  readonly faults?: readonly Fault[]
  /** Accepted keys; a request with none or another is refused, except /ping. Default: any, or none. */
  readonly keys?: readonly string[]
  /** Keeps the bodies served in `requests`; default false. */
  readonly record?: boolean
  /** The clock of rate limit, Date and Retry-After in ms; default the machine's. */
  readonly now?: () => number
}
