import type { KeyTrace } from './key-trace.ts'

const LONGEST = 200
// Controls, and the invisible characters that reorder or hide what stands beside them.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Foreign text made fit for a message: without the key, on one line, controls escaped, short. */
export function quote(text: string, trace: KeyTrace): string {
  const line = trace
    .strip(text)
    .replaceAll(/[\s\0]+/g, ' ')
    .trim()
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
  return short.replaceAll(
    UNSAFE,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
