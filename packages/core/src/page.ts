/** One request of a plan. Never holds a secret: it is staged beside the answer. */
export interface PageRequest {
  /** Numbered by the plan, not by arrival: 1..n for records, 0 for the listing from which they were planned. */
  readonly page: number
  readonly kind: 'listing' | 'records'
  readonly url: string
  readonly params: Readonly<Record<string, string>>
}

/** One response as received and accepted. */
export interface Page {
  readonly request: PageRequest
  readonly status: number
  /** The few headers worth keeping; never cookies or keys. */
  readonly headers: Readonly<Record<string, string>>
  /** The bytes after content decoding, exactly. */
  readonly body: Uint8Array
  /** When the body ended, in milliseconds since 1970 UTC. */
  readonly fetchedAt: number
  /** What parsing the body gave, if the source had to parse it to accept it; saves the second time. */
  readonly parsed?: unknown
}

/** A page durably kept. */
export interface StagedPage extends Page {
  readonly batchId: string
  readonly attempt: number
  /** Of the body, 64 lower-case hex digits. */
  readonly sha256: string
}
