import type { TamisError } from '../errors.ts'
import type { RunContext } from '../flow.ts'

/** Asks an API how it is and whether it knows us, for `tamis doctor`. */
export interface HealthCheck {
  /** Host that is asked: `api.coingecko.com`. Never a secret. */
  readonly host: string
  /** What of the vendor's offer the source is set up for: `keyless`, `demo`. */
  readonly plan: string
  /** Whether a key goes with the request. */
  readonly hasKey: boolean
  /** One request, no retry. Rejects with `signal.reason` when aborted, and for nothing else. */
  ask(context: RunContext): Promise<Health>
}

export interface Health {
  /** What the API's clock showed when ours showed `ours`, in milliseconds since 1970 UTC; null when it did not tell. */
  readonly clock: { readonly theirs: number; readonly ours: number } | null
  /** What is left of the plan; null where the API does not tell. */
  readonly quota: Quota | null
  /** Why it did not answer as it should; null when it did. */
  readonly error: TamisError | null
}

/** Of the current month. */
export interface Quota {
  /** The plan by the name that it is sold under. */
  readonly plan: string
  readonly limit: number
  readonly left: number
  readonly requestsPerMinute: number
}
