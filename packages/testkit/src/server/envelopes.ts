/** What the server answers: a status, a body and the headers that differ from the usual ones. */
export interface Answer {
  readonly status: number
  readonly body: string | Uint8Array
  /** A null removes the usual header of that name. */
  readonly headers?: Readonly<Record<string, string | null>>
}

const RATE_LIMIT =
  "You've exceeded the Rate Limit. Please visit https://www.coingecko.com/en/api/pricing to subscribe to our API plans for higher rate limits."
const OUTAGE =
  'This endpoint is temporarily unavailable due to ongoing issues. Please visit https://www.coingecko.com/en/api/pricing to subscribe to our API plans with higher availability and https://status.coingecko.com for API status. '
const MESSAGES: Readonly<Record<number, string>> = {
  10002: "API Key Missing. Please make sure you're using the right authentication method.",
  10005: 'This request is limited to PRO API subscribers.',
  10010:
    'If you are using Pro API key, please change your root URL from api.coingecko.com to pro-api.coingecko.com',
  10011:
    'If you are using Demo API key, please change your root URL from pro-api.coingecko.com to api.coingecko.com',
  10012:
    'Your request exceeds the allowed time range. Public API users are limited to querying historical data within the past 365 days.',
}

export function json(value: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(value) }
}

/** `{"error": message}`, the shape for a bad parameter (422) or an unknown thing (404). */
export function plainError(status: number, message: string): Answer {
  return json({ error: message }, status)
}

/** The refusals of keys and plans, each in the shape in which it was seen: the place of the code differs. */
export function refusal(code: 10002 | 10005 | 10010 | 10011 | 10012, now: number): Answer {
  const timestamp = new Date(now).toISOString().replace('Z', '+00:00')
  const status = { timestamp, error_code: code, error_message: MESSAGES[code] }
  if (code === 10012) return json({ error: { status } }, 401)
  if (code === 10010 || code === 10011)
    return json({ timestamp, error_code: code, status: { error_message: MESSAGES[code] } }, 400)
  return json({ status }, 401)
}

/** The rate limit as JSON; Retry-After only when given. */
export function rateLimited(retryAfter?: string): Answer {
  const answer = json({ status: { error_code: 429, error_message: RATE_LIMIT } }, 429)
  return retryAfter === undefined ? answer : { ...answer, headers: { 'retry-after': retryAfter } }
}

/** The outage envelope: a 403 in the body, under whichever HTTP status. */
export function outage(status: number): Answer {
  return json({ status: { error_code: 403, error_message: OUTAGE } }, status)
}

/** A page for people, as a CDN puts in front of an API. */
export function html(status: number, title: string): Answer {
  const body = `<!DOCTYPE html>\n<html lang="en-US"><head><title>${title}</title></head><body><h1>${title}</h1><p>Cloudflare Ray ID: 64fd951e2846d18f</p></body></html>\n`
  return {
    status,
    body,
    headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store', etag: null },
  }
}

export function text(status: number, body: string): Answer {
  return {
    status,
    body,
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'cache-control': 'no-store', etag: null },
  }
}
