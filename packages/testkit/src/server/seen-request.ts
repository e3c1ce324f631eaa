import type { IncomingMessage } from 'node:http'

/** A request as the server saw it, and what it answered. */
export interface SeenRequest {
  readonly method: string
  /** With the base, without the query: `/api/v3/coins/markets`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly at: Date
  /** Null while unanswered, and for a fault that gave no whole answer. */
  readonly status: number | null
  /** Of the body sent, before any content encoding of a fault is undone; null where status is. */
  readonly sha256: string | null
  readonly body?: Uint8Array
}

export type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function see(request: IncomingMessage, url: URL, now: number): Writable<SeenRequest> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    at: new Date(now),
    status: null,
    sha256: null,
  }
}
