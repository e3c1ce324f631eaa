import { type ApiError, apiErrorOf } from './api-error.ts'
import type { Answer } from './exchange.ts'
import { parseJson } from './json-body.ts'
import { exceeds } from './json-limits.ts'
import type { KeyTrace } from './key-trace.ts'
import { isOwnCode, type Oddity, type Seen } from './meanings.ts'

/** What an answer is: data, or something else with what it says of itself. */
export type Judgement =
  | { readonly values: readonly unknown[] }
  | { readonly seen: Seen; readonly said: ApiError }

const SILENT: ApiError = { code: null, text: null }
const LIMITS = { depth: 64, values: 1_000_000 }
const JSON_TYPE = /^(?:application\/(?:[\w.+-]+\+)?json|text\/json)$/

/** Pure. Accepts a whole answer of status 200, of a JSON type, whose body is an array and does not hold the key. */
export function judge(answer: Answer, trace: KeyTrace): Judgement {
  const { status, body, ending } = answer
  if (status !== 200) return refusal(status, status >= 300 && status < 400 ? SILENT : apiErrorOf(body))
  if (ending !== 'whole') return odd(ending)
  if (trace.isIn(body) || [...answer.headers.values()].some((value) => trace.isIn(Buffer.from(value)))) {
    return odd('key')
  }
  if (isCut(answer)) return odd('truncated')
  if (startsWith(body, '<')) return ofText(body, 'page')
  if (!JSON_TYPE.test(mediaType(answer))) return ofText(body, 'text')
  if (exceeds(LIMITS, body)) return odd('too_deep')
  return ofJson(body)
}

function ofJson(body: Uint8Array): Judgement {
  let value: unknown
  try {
    value = parseJson(body)
  } catch {
    return ofText(body, 'broken')
  }
  if (Array.isArray(value)) return { values: value }
  const said = apiErrorOf(body)
  const { code } = said
  const tells = code !== null && (isOwnCode(code) || (code >= 400 && code < 600))
  return tells ? refusal(code, said) : odd('shape', said)
}

/** Text may still be a known message of the CDN. */
function ofText(body: Uint8Array, otherwise: 'page' | 'text' | 'broken'): Judgement {
  const said = apiErrorOf(body)
  if (said.code !== null && isOwnCode(said.code)) return refusal(said.code, said)
  return odd(otherwise, otherwise === 'broken' ? SILENT : said)
}

/** The API's own code says more than the status it comes under; its outages call themselves 403. */
function refusal(status: number, said: ApiError): Judgement {
  if (status === 403 && /temporarily unavailable/i.test(said.text ?? '')) return odd('outage', said)
  return { seen: said.code !== null && isOwnCode(said.code) ? said.code : status, said }
}

function odd(seen: Oddity, said: ApiError = SILENT): Judgement {
  return { seen, said }
}

/** Some bodies end early without anybody noticing; then only the length tells. */
function isCut({ headers, body }: Answer): boolean {
  const length = headers.get('content-length')
  return length !== null && headers.get('content-encoding') === null && Number(length) !== body.byteLength
}

export function mediaType({ headers }: Pick<Answer, 'headers'>): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function startsWith(body: Uint8Array, character: string): boolean {
  return new TextDecoder().decode(body.subarray(0, 256)).trimStart().startsWith(character)
}
