import type { ErrorCode } from '../../errors.ts'
import { answerError, noAnswerError, oddityText, redirectText } from './answer-error.ts'
import type { Accept } from './http-session.ts'
import { type Oddity, readJson } from './read-json.ts'

const STATUSES: Readonly<Record<number, ErrorCode>> = {
  206: 'source.truncated',
  401: 'source.refused',
  402: 'source.refused',
  403: 'source.refused',
  408: 'source.timeout',
  425: 'source.unavailable',
  429: 'source.rate_limited',
  451: 'source.refused',
}
const CLASSES: Readonly<Record<number, ErrorCode>> = {
  2: 'source.not_json',
  3: 'source.redirect',
  4: 'source.request',
}
const ODDITIES: Readonly<Record<Oddity, ErrorCode>> = {
  timeout: 'source.timeout',
  truncated: 'source.truncated',
  page: 'source.not_json',
  text: 'source.not_json',
  broken: 'source.not_json',
  too_large: 'source.oversized',
  too_deep: 'source.oversized',
  key: 'source.leak',
}

/**
 * Accepts whole answers of status 200 that are JSON of the right shape; anything else is an error that says whether
 * asking again makes sense. `shape` completes "JSON that is not …", as in `an object with a list of tickers`.
 */
export function acceptJson(shape: string, fits: (value: unknown) => boolean): Accept {
  return (answer, request, trace) => {
    if ('failure' in answer) return noAnswerError(answer, request)
    const { status } = answer
    if (status !== 200) {
      const code = STATUSES[status] ?? CLASSES[Math.floor(status / 100)] ?? 'source.unavailable'
      return answerError(code, answer, request, trace, { text: redirectText(answer, trace) })
    }
    const read = readJson(answer, trace)
    if ('odd' in read) {
      const text = ` with ${oddityText(read.odd)}`
      return answerError(ODDITIES[read.odd], answer, request, trace, { text })
    }
    if (fits(read.value)) return { parsed: read.value }
    return answerError('source.shape', answer, request, trace, { text: ` with JSON that is not ${shape}` })
  }
}
