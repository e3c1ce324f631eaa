const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c

export interface JsonLimits {
  /** Arrays and objects within one another. */
  readonly depth: number
  /** Values in all. Small ones take many times the memory of their text. */
  readonly values: number
}

/** True if a document goes beyond the limits. One pass over the bytes and no stack, so that none can exhaust it. */
export function exceeds({ depth, values }: JsonLimits, body: Uint8Array): boolean {
  let level = 0
  let count = 1
  let inText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (inText) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === COMMA) count++
    else if (byte === 0x5b || byte === 0x7b) {
      count++
      if (++level > depth) return true
    } else if (byte === 0x5d || byte === 0x7d) level--
    if (count > values) return true
  }
  return false
}
