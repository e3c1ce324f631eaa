import { type PageRequest, sha256, TamisError } from '@tamis/core'
import type { Answer, NoAnswer } from './exchange.ts'
import { type Judgement, mediaType } from './judge.ts'
import type { KeyTrace } from './key-trace.ts'
import { meaningOf, type Oddity } from './meanings.ts'
import { quote } from './quote.ts'
import { retryAfterMs } from './retry-after.ts'

/** A rolling minute: after a 429 an earlier try gets another one. */
const RATE_LIMIT_MS = 60_000

type Refused = Exclude<Judgement, { readonly values: readonly unknown[] }>

const ODDITIES: Readonly<Record<Exclude<Oddity, NoAnswer['failure']>, string>> = {
  truncated: 'an answer that broke off before its end',
  outage: 'an outage',
  page: 'a page for people instead of JSON',
  text: 'something that is not labelled JSON',
  broken: 'broken JSON or broken UTF-8',
  shape: 'JSON that is not a list',
  too_large: 'a body larger than a page may be',
  too_deep: 'JSON with more levels or values than a page can have',
  key: 'a body or header that holds the API key',
}

/** Nothing came back. */
export function noAnswerError({ failure, reason }: NoAnswer, request: PageRequest): TamisError {
  const { error, hint } = meaningOf(failure)
  const { host } = new URL(request.url)
  const told =
    failure === 'timeout' ? `No answer in time from ${host}` : `No connection to ${host} (${reason})`
  return new TamisError(error, {
    message: `${told} for ${nameOf(request)}`,
    ...(hint === undefined ? {} : { hint }),
    details: { page: request.page, reason },
  })
}

/** Something came back that is no data. The body stays out; its hash tells two of them apart. */
export function refusalError(
  refused: Refused,
  answer: Answer,
  request: PageRequest,
  trace: KeyTrace,
): TamisError {
  const { error, hint } = meaningOf(refused.seen)
  const asked = retryAfterMs(answer.headers.get('retry-after'), answer.endedAt, answer.headers.get('date'))
  const wait = asked ?? (error === 'source.rate_limited' ? RATE_LIMIT_MS : undefined)
  const size = answer.body.byteLength
  const body = { content_type: quote(mediaType(answer), trace), size, sha256: sha256(answer.body) }
  const { host } = new URL(request.url)
  const traits =
    size === 0 ? 'no body' : `${body.content_type || 'no type'}, ${size} bytes, sha256 ${body.sha256}`
  return new TamisError(error, {
    // A run's report holds the message and no details, and the body must be known again by it.
    message: `${host} answered ${told(refused, answer, trace)} to ${nameOf(request)} [${traits}]`,
    ...(hint === undefined ? {} : { hint }),
    details: {
      page: request.page,
      status: answer.status,
      ...body,
      ...(refused.said.code === null ? {} : { api_code: refused.said.code }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  })
}

function told({ seen, said }: Refused, answer: Answer, trace: KeyTrace): string {
  const code = said.code !== null && said.code !== answer.status ? ` (code ${said.code})` : ''
  const text = said.text === null ? '' : quote(said.text, trace)
  const oddity =
    typeof seen === 'string' && Object.hasOwn(ODDITIES, seen) ? ODDITIES[seen as keyof typeof ODDITIES] : ''
  const target = redirectTarget(answer, trace)
  return [`${answer.status}${code}`, oddity && ` with ${oddity}`, target, text && `, saying "${text}",`].join(
    '',
  )
}

function redirectTarget({ status, headers }: Answer, trace: KeyTrace): string {
  const location = headers.get('location')
  if (status < 300 || status >= 400 || location === null) return ''
  // The path may repeat what was asked; the host is what must be known.
  return URL.canParse(location) ? `, a redirect to ${quote(new URL(location).host, trace)},` : ', a redirect,'
}

function nameOf({ page, url }: PageRequest): string {
  const path = new URL(url).pathname
  return page === 0 ? path : `${path} (page ${page})`
}
