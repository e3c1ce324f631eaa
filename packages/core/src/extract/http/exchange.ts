import type { Clock } from '../../flow.ts'
import { TimeUp, within } from './within.ts'

export interface ExchangeOptions {
  /** Must hand on the signal, follow no redirect, and give the body as a stream, whatever the status. */
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  readonly signal: AbortSignal
  /** From the first byte sent to the last one received. */
  readonly timeoutMs: number
  /** Of the decoded body of an answer with status 200. */
  readonly maxBytes: number
}

/** What came back, as far as it came. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** After content decoding. */
  readonly body: Uint8Array
  readonly ending: 'whole' | 'timeout' | 'truncated' | 'too_large'
  /** When the body ended, in milliseconds since 1970 UTC. */
  readonly endedAt: number
}

/** Nothing came back. `reason` is a code or the name of an error, and never its message, which may quote the request. */
export interface NoAnswer {
  readonly failure: 'connection' | 'timeout' | 'address'
  readonly reason: string
}

/** Of an answer that is no data, no more than this is read. */
const ERROR_BYTES = 1024 * 1024

/** One request, one answer; no retry, no redirect. @throws `signal.reason` when aborted, and nothing else. */
export async function exchange(
  url: string,
  headers: Readonly<Record<string, string>>,
  { fetch, clock, signal, timeoutMs, maxBytes }: ExchangeOptions,
): Promise<Answer | NoAnswer> {
  const chunks: Uint8Array[] = []
  let response: Response | undefined
  let ending: Answer['ending'] = 'whole'
  try {
    await within(timeoutMs, clock, signal, async (attempt) => {
      response = await fetch(url, { headers, signal: attempt, redirect: 'manual' })
      const limit = response.status === 200 ? maxBytes : ERROR_BYTES
      if (!(await readBody(response, limit, attempt, chunks))) ending = 'too_large'
    })
  } catch (thrown) {
    signal.throwIfAborted()
    if (response === undefined) return noAnswer(thrown)
    ending = thrown instanceof TimeUp ? 'timeout' : 'truncated'
  }
  const { status, headers: received } = response as unknown as Response
  const body = Buffer.concat(chunks.splice(0))
  return { status, headers: received, body, ending, endedAt: clock.now() }
}

/** Reads into `chunks`; false when there is more than `limit`. A body that is not read to its end is cancelled. */
async function readBody(
  { body, status }: Response,
  limit: number,
  signal: AbortSignal,
  chunks: Uint8Array[],
): Promise<boolean> {
  if (body === null) return true
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  const cancel = (): void => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    // Nobody reads where a redirect leads.
    if (status >= 300 && status < 400) return true
    for (let size = 0; ; ) {
      const { done, value } = await reader.read()
      // A cancelled body looks like one that ended.
      signal.throwIfAborted()
      if (done) return true
      size += value.byteLength
      if (size > limit) return false
      chunks.push(value)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}

function noAnswer(thrown: unknown): NoAnswer {
  if (thrown instanceof TimeUp) return { failure: 'timeout', reason: 'no answer' }
  const chain = chainOf(thrown)
  if (chain.some((error) => /bad port|unknown scheme|Invalid URL/i.test(error.message)))
    return { failure: 'address', reason: 'an address that no request may go to' }
  const code = chain.map((error) => Reflect.get(error, 'code')).find((value) => typeof value === 'string')
  return { failure: 'connection', reason: code ?? chain.at(-1)?.name ?? 'unknown' }
}

/** An error and what caused it, innermost last; a host with several addresses gives several causes. */
function chainOf(thrown: unknown): Error[] {
  const chain: Error[] = []
  for (let error = thrown; error instanceof Error && chain.length < 8; ) {
    chain.push(error)
    error = error instanceof AggregateError ? error.errors[0] : error.cause
  }
  return chain
}
