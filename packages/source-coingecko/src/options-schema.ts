import * as v from 'valibot'
import { PLANS } from './plans.ts'
import { Secret } from './secret.ts'
import { checked, parseUniverse, type Universe } from './universe.ts'

export const WINDOWS = ['1h', '24h', '7d', '14d', '30d', '200d', '1y'] as const
export type Window = (typeof WINDOWS)[number]

/** Visible ASCII: anything else would break out of the header, or be printed by the error it makes. */
const KEY = /^[\x21-\x7e]{8,128}$/

// No message may quote what was given: it may be a key in the wrong place.
const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message))
}

const universe = v.pipe(
  v.union(
    [v.string(), v.strictObject({ top: v.number() }), v.strictObject({ ids: v.array(v.string()) })],
    "must be { top: N }, 'all', { ids: [...] }, or the same as text: top:N, all, ids:a,b",
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }): Universe => {
    const { value } = dataset
    try {
      return typeof value === 'string' ? parseUniverse(value) : checked(value)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) })
      return NEVER
    }
  }),
)

const secret = v.pipe(
  v.union([v.string(), v.instance(Secret)], 'must be text'),
  v.transform((key) => (typeof key === 'string' ? new Secret(key) : key)),
  v.check((key) => KEY.test(key.reveal()), 'must be 8 to 128 visible ASCII characters'),
)

const PRECISION = "must be 'full' or a number of digits from 0 to 18"
const precision = v.union(
  [
    v.literal('full'),
    v.pipe(whole(0, 18), v.transform(String)),
    v.pipe(v.string(), v.regex(/^(?:\d|1[0-8])$/)),
  ],
  PRECISION,
)

const text = (pattern: RegExp, message: string) => v.pipe(v.string(message), v.regex(pattern, message))
const flag = v.boolean('must be true or false')
const PACE = 'must be a number of requests per minute, 0 for unpaced'

/** Every option, each problem with a message of ours. */
export const OPTIONS = v.strictObject({
  universe: v.optional(universe, { top: 250 }),
  vsCurrency: v.optional(
    v.pipe(
      v.string('must be text'),
      v.toLowerCase(),
      v.regex(/^[a-z0-9]{2,10}$/, 'must be a currency such as usd'),
    ),
    'usd',
  ),
  precision: v.optional(precision),
  category: v.optional(text(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be the id of a category such as layer-1')),
  priceChangePercentage: v.optional(
    v.array(
      v.picklist(WINDOWS, `must be one of ${WINDOWS.join(', ')}`),
      `must be a list of ${WINDOWS.join(', ')}`,
    ),
    [],
  ),
  sparkline: v.optional(flag, false),
  includeRehypothecated: v.optional(flag, false),
  plan: v.optional(v.picklist(PLANS, `must be one of ${PLANS.join(', ')}`)),
  apiKey: v.optional(secret),
  baseUrl: v.optional(v.string('must be text')),
  requestsPerMinute: v.optional(v.pipe(v.number(PACE), v.finite(PACE), v.minValue(0, PACE))),
  concurrency: v.optional(whole(1, 16)),
  timeoutMs: v.optional(whole(1, 600_000), 30_000),
  maxBytes: v.optional(whole(1, 1024 ** 3), 32 * 1024 ** 2),
  fetch: v.optional(
    v.custom<typeof globalThis.fetch>((value) => typeof value === 'function', 'must be a function'),
  ),
})
