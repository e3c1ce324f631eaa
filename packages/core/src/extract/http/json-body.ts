/** JSON text as a value. UTF-8, a byte order mark allowed. @throws TypeError for other bytes, SyntaxError for other text. */
export function parseJson(body: Uint8Array): unknown {
  // A decoder keeps what an earlier one choked on, so each body has its own.
  return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body))
}
