// Controls and formats: what moves the cursor, starts an escape, ends a line, hides text or turns its direction.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Text of others as one line that does nothing to a terminal: what could is written as `\uXXXX`. */
export function safe(text: string): string {
  return text.replaceAll(UNSAFE, escaped)
}

/** The same for text of several lines. */
export function safeLines(text: string): string {
  return text.split('\n').map(safe).join('\n')
}

function escaped(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16)
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}
