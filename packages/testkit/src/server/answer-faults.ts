import { type Answer, html, json, outage, plainError, rateLimited, refusal, text } from './envelopes.ts'
import { amount, bytesOf, type FaultEntry, type Scene } from './play.ts'

/** Faults that are whole, well-formed HTTP answers of the wrong kind. */
export const ANSWER_FAULTS = {
  429: { about: 'rate limit, JSON; =VALUE is sent as Retry-After', play: ({ value }) => rateLimited(value) },
  '429-date': {
    about: 'rate limit with Retry-After as a date, =SECONDS from now (2)',
    play: (scene) => rateLimited(new Date(scene.now + amount(scene, 2) * 1000).toUTCString()),
  },
  '429-throttled': { about: 'rate limit as plain text "Throttled"', play: () => text(429, 'Throttled') },
  '429-1015': {
    about: 'rate limit as plain text "error code: 1015"',
    play: () => text(429, 'error code: 1015'),
  },
  '429-html': {
    about: 'rate limit as a Cloudflare page',
    play: () => html(429, 'Access denied | api.coingecko.com used Cloudflare to restrict access'),
  },
  400: {
    about: 'a key of the other plan: code 10011 at the top level',
    play: ({ now }) => refusal(10011, now),
  },
  401: { about: 'key missing or wrong: code 10002', play: ({ now }) => refusal(10002, now) },
  '401-10005': { about: 'only for paying subscribers: code 10005', play: ({ now }) => refusal(10005, now) },
  '401-10012': {
    about: 'outside of the time range: code 10012, nested',
    play: ({ now }) => refusal(10012, now),
  },
  403: { about: 'blocked by the firewall, HTML', play: () => html(403, 'Attention Required! | Cloudflare') },
  '403-1020': { about: 'blocked by a CDN rule, plain text', play: () => text(403, 'error code: 1020') },
  404: { about: 'unknown coin', play: () => plainError(404, 'coin not found') },
  422: { about: 'missing parameter', play: () => plainError(422, 'Missing parameter vs_currency') },
  'outage-200': { about: 'the outage envelope, under status 200', play: () => outage(200) },
  'outage-403': { about: 'the outage envelope, under status 403', play: () => outage(403) },
  'html-200': { about: 'a page for people, under status 200', play: () => html(200, 'Just a moment...') },
  redirect: { about: 'a redirect to =URL', play: redirect },
  204: {
    about: 'no content',
    play: () => ({ status: 204, body: '', headers: { 'content-type': null, etag: null } }),
  },
  'echo-key': { about: 'the good answer with the key of the request in it', play: echoKey },
  'echo-key-401': {
    about: 'a refusal that repeats the key of the request',
    play: ({ key }) => json({ status: { error_code: 10002, error_message: `Invalid API key: ${key}` } }, 401),
  },
} as const satisfies Record<string, FaultEntry>

/** The answer of any other status: JSON for 500 and 503, a CDN page for the rest of 5xx; a value is Retry-After. */
export function statusAnswer(status: number, value: string | undefined): Answer {
  const answer =
    status === 500 || status === 503
      ? json({ status, error: status === 500 ? 'Internal Server Error' : 'Service Unavailable' }, status)
      : status > 500
        ? html(status, `api.coingecko.com | ${status}: Bad gateway`)
        : plainError(status, `Status ${status}`)
  return value === undefined ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': value } }
}

function redirect({ value }: Scene): Answer {
  return { status: 302, body: '', headers: { location: value ?? '/', 'content-type': null, etag: null } }
}

function echoKey({ answer, key }: Scene): Answer {
  const body = bytesOf(answer).toString()
  const echo = JSON.stringify({ id: 'echo', symbol: 'echo', name: `Your key is ${key}` })
  return { ...answer, body: `${body.slice(0, -1)}${body === '[]' ? '' : ','}${echo}]` }
}
