import { type Answer, type KeyTrace, readJson } from '@tamis/core/http'
import { type ApiError, apiErrorOf } from './api-error.ts'
import { isOwnCode, type Oddity, type Seen } from './meanings.ts'

/** What an answer is: data, or something else with what it says of itself. */
export type Judgement =
  | { readonly values: readonly unknown[] }
  | { readonly seen: Seen; readonly said: ApiError }

const SILENT: ApiError = { code: null, text: null }

/** Pure. Accepts a whole answer of status 200, of a JSON type, whose body is an array and does not hold the key. */
export function judge(answer: Answer, trace: KeyTrace): Judgement {
  const { status, body } = answer
  if (status !== 200) return refusal(status, status >= 300 && status < 400 ? SILENT : apiErrorOf(body))
  const read = readJson(answer, trace)
  if ('value' in read) return ofJson(read.value, body)
  const { odd: oddity } = read
  return oddity === 'page' || oddity === 'text' || oddity === 'broken' ? ofText(body, oddity) : odd(oddity)
}

function ofJson(value: unknown, body: Uint8Array): Judgement {
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
