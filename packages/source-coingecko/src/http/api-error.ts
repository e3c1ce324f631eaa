/** What an answer that is no data says of itself. */
export interface ApiError {
  /** The API's or the CDN's own code, such as 10005 or 1020; a status where the body repeats one. */
  readonly code: number | null
  readonly text: string | null
}

const NOTHING: ApiError = { code: null, text: null }
/** Enough for any error; a page for people may be longer. */
const LOOKED_AT = 64 * 1024
/** What is longer is no message but a body, which no error may repeat. */
const LONGEST_TEXT = 300

/** Reads the envelopes of the API, of its CDN, plain text and pages for people. Never throws. */
export function apiErrorOf(body: Uint8Array): ApiError {
  const text = new TextDecoder().decode(body.subarray(0, LOOKED_AT)).trim()
  if (text.startsWith('<')) return ofPage(text)
  try {
    return ofEnvelope(JSON.parse(text))
  } catch {
    const [, code] = /^error code: (\d{3,5})/i.exec(text) ?? []
    const isMessage = text !== '' && text.length <= LONGEST_TEXT && !/^[[{]/.test(text)
    return { code: code === undefined ? null : Number(code), text: isMessage ? text : null }
  }
}

function ofPage(page: string): ApiError {
  const [, title] = /<title[^>]*>([^<]{1,300})/i.exec(page) ?? []
  const [, code] = /cf-error-code">(\d{4})</i.exec(page) ?? []
  return { code: code === undefined ? null : Number(code), text: title ?? null }
}

/**
 * Seen so far: `{status: {error_code, error_message}}`, the code beside `status`, both within `error`, a bare
 * `{error: "text"}`, and `{status: 500, error}`, where `status` is a number.
 */
function ofEnvelope(value: unknown): ApiError {
  if (!isObject(value)) return typeof value === 'string' ? { code: null, text: value } : NOTHING
  const places = [
    member(value, 'status'),
    member(member(value, 'error'), 'status'),
    member(value, 'error'),
    value,
  ]
  const codes = [...places.map((place) => member(place, 'error_code')), member(value, 'status')]
  const texts = [
    ...places.map((place) => member(place, 'error_message')),
    member(value, 'error'),
    ...places.map((place) => member(place, 'message')),
  ]
  return {
    code: codes.map(toCode).find((code) => code !== null) ?? null,
    text: texts.find((text) => typeof text === 'string') ?? null,
  }
}

function toCode(value: unknown): number | null {
  const code = typeof value === 'string' && /^\d{3,5}$/.test(value) ? Number(value) : value
  return typeof code === 'number' && Number.isInteger(code) ? code : null
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
