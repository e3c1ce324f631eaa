import type { ErrorCode } from '@tamis/core'
import type { Oddity as JsonOddity, NoAnswer } from '@tamis/core/http'

/** What came back: an HTTP status, the API's own code where the body tells more, or a name for what is neither. */
export type Seen = number | Oddity
export type Oddity = JsonOddity | NoAnswer['failure'] | 'outage' | 'shape'

export interface Meaning {
  /** Statuses, codes, ranges of them, names. */
  readonly seen: readonly (Seen | readonly [from: number, to: number])[]
  readonly error: ErrorCode
  /** Where more is known than core's own hint. */
  readonly hint?: string
}

/** From what came back to what it means: the one table. The first row that holds it counts. */
export const MEANINGS: readonly Meaning[] = [
  { seen: ['connection'], error: 'source.unreachable' },
  { seen: ['timeout', 408], error: 'source.timeout' },
  { seen: ['truncated', 206], error: 'source.truncated' },
  {
    seen: [429, 1015],
    error: 'source.rate_limited',
    hint: 'Try again later with the same --batch-id, lower COINGECKO_REQUESTS_PER_MINUTE, or use a key.',
  },
  { seen: ['outage', 425, [500, 599]], error: 'source.unavailable' },
  { seen: ['page', 'text', 'broken', [200, 299]], error: 'source.not_json' },
  { seen: ['shape'], error: 'source.shape' },
  { seen: ['too_large', 'too_deep'], error: 'source.oversized' },
  { seen: ['key'], error: 'source.leak' },
  {
    seen: [10002],
    error: 'source.refused',
    hint: 'Set COINGECKO_DEMO_API_KEY or COINGECKO_PRO_API_KEY; the Pro host answers to no one without a key.',
  },
  {
    seen: [10010],
    error: 'source.refused',
    hint: 'If the key is a Pro key, set it as COINGECKO_PRO_API_KEY instead; else check it.',
  },
  {
    seen: [10011],
    error: 'source.refused',
    hint: 'If the key is a Demo key, set it as COINGECKO_DEMO_API_KEY instead; else check it.',
  },
  {
    seen: [10005, 10012],
    error: 'source.refused',
    hint: 'The plan does not include this request: use a key of a larger plan, or ask for less.',
  },
  {
    seen: [1020],
    error: 'source.refused',
    hint: 'The CDN of the API blocks this address or client: try from another network, or with a key.',
  },
  { seen: [401, 402, 403, 451], error: 'source.refused' },
  {
    seen: [[300, 399]],
    error: 'source.redirect',
    hint: 'Set COINGECKO_BASE_URL to the address that answers.',
  },
  {
    seen: ['address', [400, 499]],
    error: 'source.request',
    hint: 'Check the universe, the currency, the options of the source and COINGECKO_BASE_URL.',
  },
]

/** Anything a server may invent beyond: it does not work today. */
const OTHERWISE: Meaning = { seen: [], error: 'source.unavailable' }

export function meaningOf(seen: Seen): Meaning {
  return MEANINGS.find((meaning) => meaning.seen.some((entry) => matches(entry, seen))) ?? OTHERWISE
}

/** True for codes of the API or its CDN that say more than the status they come under. */
export function isOwnCode(code: number): boolean {
  return code >= 1000 && meaningOf(code) !== OTHERWISE
}

function matches(entry: Meaning['seen'][number], seen: Seen): boolean {
  if (typeof entry !== 'object') return entry === seen
  return typeof seen === 'number' && seen >= entry[0] && seen <= entry[1]
}
