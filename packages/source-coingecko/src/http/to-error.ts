import type { PageRequest, TamisError } from '@tamis/core'
import { type Answer, answerError, type KeyTrace, oddityText, quote, redirectText } from '@tamis/core/http'
import type { Judgement } from './judge.ts'
import { meaningOf } from './meanings.ts'

type Refused = Exclude<Judgement, { readonly values: readonly unknown[] }>

/** Something came back that is no data: with what the API or its CDN says of it, where that is a message. */
export function refusalError(
  refused: Refused,
  answer: Answer,
  request: PageRequest,
  trace: KeyTrace,
): TamisError {
  const { error, hint } = meaningOf(refused.seen)
  const { code } = refused.said
  return answerError(error, answer, request, trace, {
    text: told(refused, answer, trace),
    hint,
    details: code === null ? {} : { api_code: code },
  })
}

function told({ seen, said }: Refused, answer: Answer, trace: KeyTrace): string {
  const code = said.code !== null && said.code !== answer.status ? ` (code ${said.code})` : ''
  const oddity = OWN_ODDITIES.get(seen) ?? oddityText(seen)
  const text = said.text === null ? '' : quote(said.text, trace)
  const parts = [
    code,
    oddity && ` with ${oddity}`,
    redirectText(answer, trace),
    text && `, saying "${text}",`,
  ]
  return parts.join('')
}

const OWN_ODDITIES: ReadonlyMap<unknown, string> = new Map([
  ['outage', 'an outage'],
  ['shape', 'JSON that is not a list'],
])
