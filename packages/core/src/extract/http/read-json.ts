import type { Answer } from './exchange.ts'
import { parseJson } from './json-body.ts'
import { exceeds } from './json-limits.ts'
import type { KeyTrace } from './key-trace.ts'

/** What makes an answer of status 200 no data. */
export type Oddity = Exclude<Answer['ending'], 'whole'> | 'key' | 'page' | 'text' | 'broken' | 'too_deep'

const LIMITS = { depth: 64, values: 1_000_000 }
const JSON_TYPE = /^(?:application\/(?:[\w.+-]+\+)?json|text\/json)$/

/** The value of a whole answer of a JSON type that does not hold the key, or what it is instead. Pure. */
export function readJson(
  answer: Answer,
  trace: KeyTrace,
): { readonly value: unknown } | { readonly odd: Oddity } {
  const { body, ending, headers } = answer
  if (ending !== 'whole') return { odd: ending }
  if (trace.isIn(body) || [...headers.values()].some((value) => trace.isIn(Buffer.from(value)))) {
    return { odd: 'key' }
  }
  if (isCut(answer)) return { odd: 'truncated' }
  if (isPage(body)) return { odd: 'page' }
  if (!JSON_TYPE.test(mediaType(answer))) return { odd: 'text' }
  if (exceeds(LIMITS, body)) return { odd: 'too_deep' }
  try {
    return { value: parseJson(body) }
  } catch {
    return { odd: 'broken' }
  }
}

/** Of the body, in lower case and without parameters; empty where the answer does not say. */
export function mediaType({ headers }: Pick<Answer, 'headers'>): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** Some bodies end early without anybody noticing; then only the length tells. */
function isCut({ headers, body }: Answer): boolean {
  const length = headers.get('content-length')
  return length !== null && headers.get('content-encoding') === null && Number(length) !== body.byteLength
}

function isPage(body: Uint8Array): boolean {
  return new TextDecoder().decode(body.subarray(0, 256)).trimStart().startsWith('<')
}
