const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

/**
 * The exact text of each element of a JSON array within a document, in order: numbers keep their digits, objects their
 * duplicate keys. `path` names the members that lead to the array (`['data', 'tickers']`); empty for a document that is
 * the array. Of positions that are not wanted, '' stands for the text. The document must be well-formed, as every staged
 * page is.
 *
 * @throws RangeError when no array stands at the path.
 */
export function sliceJsonArray(
  body: Uint8Array,
  path: readonly string[] = [],
  wanted?: ReadonlySet<number>,
): readonly string[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  let at = skipSpace(bytes, startOf(bytes))
  for (const name of path) at = findMember(bytes, at, name)
  if (bytes[at] !== OPEN_ARRAY) throw new RangeError(`no array at /${path.join('/')}`)
  const slices: string[] = []
  at = skipSpace(bytes, at + 1)
  while (at < bytes.length && bytes[at] !== CLOSE_ARRAY) {
    const end = endOfValue(bytes, at)
    const isWanted = wanted === undefined || wanted.has(slices.length)
    slices.push(isWanted ? bytes.toString('utf8', at, end) : '')
    at = skipSpace(bytes, end)
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  return slices
}

/** Past a byte order mark, which JSON may carry and `JSON.parse` may not. */
function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

function findMember(bytes: Buffer, start: number, name: string): number {
  if (bytes[start] !== OPEN_OBJECT) throw new RangeError(`no object around "${name}"`)
  let found = -1
  let at = skipSpace(bytes, start + 1)
  while (at < bytes.length && bytes[at] !== CLOSE_OBJECT) {
    const keyEnd = endOfValue(bytes, at)
    const key: unknown = JSON.parse(bytes.toString('utf8', at, keyEnd))
    const value = skipSpace(bytes, afterColon(bytes, keyEnd))
    // The last of two equal keys counts, as it does for JSON.parse.
    if (key === name) found = value
    at = skipSpace(bytes, endOfValue(bytes, value))
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1)
  }
  if (found < 0) throw new RangeError(`no member "${name}"`)
  return found
}

function afterColon(bytes: Buffer, at: number): number {
  const colon = skipSpace(bytes, at)
  return bytes[colon] === COLON ? colon + 1 : colon
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] as number) <= 0x20) at++
  return at
}

function endOfValue(bytes: Buffer, start: number): number {
  const first = bytes[start]
  if (first === QUOTE) return endOfString(bytes, start)
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return endOfScalar(bytes, start)
  const { length } = bytes
  let depth = 0
  for (let at = start; at < length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at) - 1
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === 0) return at + 1
  }
  return length
}

function endOfString(bytes: Buffer, start: number): number {
  const { length } = bytes
  for (let at = start + 1; at < length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) at++
  }
  return length
}

function endOfScalar(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte <= 0x20 || byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) break
    at++
  }
  return at
}
