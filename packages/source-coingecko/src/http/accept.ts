import type { Accept } from '@tamis/core/http'
import { noAnswerError } from '@tamis/core/http'
import { judge } from './judge.ts'
import { meaningOf } from './meanings.ts'
import { refusalError } from './to-error.ts'

/** Which answers of the API are data: lists. Anything else says by its error what to do. */
export const accept: Accept = (answer, request, trace) => {
  if ('failure' in answer) return noAnswerError(answer, request, meaningOf(answer.failure).hint)
  const judgement = judge(answer, trace)
  if ('values' in judgement) return { parsed: judgement.values }
  return refusalError(judgement, answer, request, trace)
}
