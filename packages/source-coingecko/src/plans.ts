/** What CoinGecko sells, as far as it changes a request. */
export const PLANS = ['keyless', 'demo', 'pro'] as const
export type Plan = (typeof PLANS)[number]

export interface PlanTerms {
  readonly baseUrl: string
  /** Carries the key. Both kinds of key look alike, so the plan cannot be told from it. */
  readonly keyHeader: string | null
  /** A pace that is allowed even where the published limits contradict each other. */
  readonly requestsPerMinute: number
  /** Credits that an answered request costs. */
  readonly credits: number
  /** Credits of a month; null where there are none to count, or where they depend on what was bought. */
  readonly monthlyCredits: number | null
}

const PUBLIC = 'https://api.coingecko.com/api/v3'

export const TERMS: Readonly<Record<Plan, PlanTerms>> = {
  keyless: { baseUrl: PUBLIC, keyHeader: null, requestsPerMinute: 3, credits: 0, monthlyCredits: null },
  demo: {
    baseUrl: PUBLIC,
    keyHeader: 'x-cg-demo-api-key',
    requestsPerMinute: 25,
    credits: 1,
    monthlyCredits: 10_000,
  },
  pro: {
    baseUrl: 'https://pro-api.coingecko.com/api/v3',
    keyHeader: 'x-cg-pro-api-key',
    requestsPerMinute: 250,
    credits: 1,
    monthlyCredits: null,
  },
}
