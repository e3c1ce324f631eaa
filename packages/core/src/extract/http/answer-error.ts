import { type ErrorCode, TamisError } from '../../errors.ts'
import type { PageRequest } from '../../page.ts'
import { sha256 } from '../../page-hash.ts'
import type { Answer, NoAnswer } from './exchange.ts'
import type { KeyTrace } from './key-trace.ts'
import { quote } from './quote.ts'
import { mediaType, type Oddity } from './read-json.ts'
import { retryAfterMs } from './retry-after.ts'

/** A rolling minute: after a 429 an earlier try gets another one. */
const RATE_LIMIT_MS = 60_000

const ODDITIES: Readonly<Record<Exclude<Oddity, 'timeout'>, string>> = {
  truncated: 'an answer that broke off before its end',
  page: 'a page for people instead of JSON',
  text: 'something that is not labelled JSON',
  broken: 'broken JSON or broken UTF-8',
  too_large: 'a body larger than a page may be',
  too_deep: 'JSON with more levels or values than a page can have',
  key: 'a body or header that holds the API key',
}
const NO_ANSWER = {
  connection: 'source.unreachable',
  timeout: 'source.timeout',
  address: 'source.request',
} as const satisfies Readonly<Record<NoAnswer['failure'], ErrorCode>>

/** What an answer error tells beside the answer's own traits. */
export interface Told {
  /** After the status: ` with a page for people instead of JSON`. */
  readonly text?: string
  readonly hint?: string | undefined
  /** `retryAfterMs` among them is how long to wait, where the body says so and no Retry-After does. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** The oddity of an answer as a part of a sentence; what is none gives nothing. */
export function oddityText(odd: unknown): string {
  return typeof odd === 'string' && Object.hasOwn(ODDITIES, odd) ? ODDITIES[odd as keyof typeof ODDITIES] : ''
}

/** Nothing came back. */
export function noAnswerError(
  { failure, reason }: NoAnswer,
  request: PageRequest,
  hint?: string,
): TamisError {
  const { host } = new URL(request.url)
  const told =
    failure === 'timeout' ? `No answer in time from ${host}` : `No connection to ${host} (${reason})`
  return new TamisError(NO_ANSWER[failure], {
    message: `${told} for ${nameOf(request)}`,
    ...(hint === undefined ? {} : { hint }),
    details: { page: request.page, reason },
  })
}

/** Something came back that is no data. The body stays out; its hash tells two of them apart. */
export function answerError(
  code: ErrorCode,
  answer: Answer,
  request: PageRequest,
  trace: KeyTrace,
  { text = '', hint, details = {} }: Told = {},
): TamisError {
  const asked = retryAfterMs(answer.headers.get('retry-after'), answer.endedAt, answer.headers.get('date'))
  const wait = asked ?? details.retryAfterMs ?? (code === 'source.rate_limited' ? RATE_LIMIT_MS : undefined)
  const size = answer.body.byteLength
  const body = { content_type: quote(mediaType(answer), trace), size, sha256: sha256(answer.body) }
  const { host } = new URL(request.url)
  const traits =
    size === 0 ? 'no body' : `${body.content_type || 'no type'}, ${size} bytes, sha256 ${body.sha256}`
  return new TamisError(code, {
    // A run's report holds the message and no details, and the body must be known again by it.
    message: `${host} answered ${answer.status}${text} to ${nameOf(request)} [${traits}]`,
    ...(hint === undefined ? {} : { hint }),
    details: {
      page: request.page,
      status: answer.status,
      ...body,
      ...details,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  })
}

/** Where an answer redirects to, as a part of a sentence. */
export function redirectText({ status, headers }: Answer, trace: KeyTrace): string {
  const location = headers.get('location')
  if (status < 300 || status >= 400 || location === null) return ''
  // The path may repeat what was asked; the host is what must be known.
  return URL.canParse(location) ? `, a redirect to ${quote(new URL(location).host, trace)},` : ', a redirect,'
}

function nameOf({ page, url }: PageRequest): string {
  const path = new URL(url).pathname
  return page === 0 ? path : `${path} (page ${page})`
}
