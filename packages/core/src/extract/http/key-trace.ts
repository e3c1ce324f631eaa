/** Finds the key in what came back, in every form that an echo may give it. */
export interface KeyTrace {
  isIn(bytes: Uint8Array): boolean
  /** The text without the key. */
  strip(text: string): string
}

const REDACTED = '[redacted]'
const NONE: KeyTrace = { isIn: () => false, strip: (text) => text }

/** Of no key, a trace that finds nothing. */
export function keyTrace(key: string | undefined): KeyTrace {
  if (key === undefined) return NONE
  const forms = formsOf(key)
  const holds = (text: Buffer | string): boolean => forms.some((form) => text.includes(form))
  return {
    isIn(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      // JSON may spell any character as an escape; without a backslash there is none.
      return holds(buffer) || (buffer.includes('\\') && holds(unescaped(buffer.toString('latin1'))))
    },
    strip(text) {
      const rest = forms.reduce((left, form) => left.replaceAll(form, REDACTED), text)
      return holds(unescaped(rest)) ? REDACTED : rest
    },
  }
}

function formsOf(key: string): readonly string[] {
  const url = encodeURIComponent(key)
  const lower = url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const base64 = [0, 1, 2].map((before) => base64Within(key, before))
  const base64url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  const json = JSON.stringify(key).slice(1, -1)
  const hex = Buffer.from(key).toString('hex')
  return [...new Set([key, json, url, lower, hex, hex.toUpperCase(), ...base64, ...base64url])]
}

/** The part of a base64 text that the key alone decides, when `before` more bytes stand before it in its group. */
function base64Within(key: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)])
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6))
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code?: string, character?: string) =>
    code === undefined ? (character ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
