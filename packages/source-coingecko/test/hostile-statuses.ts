import type { ErrorCode } from '@tamis/core'
import { CANARY, final, type HostileCase, passing } from './hostile-case.ts'
import { answer, html, json, type Play, text } from './hostile-server.ts'

const outage = {
  status: {
    error_code: 403,
    error_message: 'This endpoint is temporarily unavailable due to ongoing issues.',
  },
}
const block = '<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>'
const limited = { status: { error_code: 429, error_message: "You've exceeded the Rate Limit." } }

const refused = (name: string, play: Play): HostileCase => final('source.refused', 77, name, play)
const wrong = (name: string, play: Play): HostileCase => final('source.request', 78, name, play)
const down = (name: string, play: Play): HostileCase => passing('source.unavailable', name, play)
const tooMany = (name: string, play: Play): HostileCase => passing('source.rate_limited', name, play)
const code = (error_code: number) => ({ status: { error_code, error_message: 'Not for you.' } })

const REFUSALS = [
  refused('401 code 10002', json(401, code(10002))),
  refused('401 code 10005', json(401, code(10005))),
  refused('401 code 10012, nested', json(401, { error: code(10012) })),
  refused(
    '400 code 10010 at the top',
    json(400, { error_code: 10010, status: { error_message: 'Pro key.' } }),
  ),
  refused(
    '400 code 10011 at the top',
    json(400, { error_code: 10011, status: { error_message: 'Demo key.' } }),
  ),
  refused('200 code 10005', json(200, code(10005))),
  refused('200 code 1020 as text', text(200, 'error code: 1020')),
  refused('401 without a body', answer(401)),
  refused('401 that repeats the key', json(401, { error: `Invalid key ${CANARY}` })),
  refused('402', json(402, { error: 'Payment required' })),
  refused('403 JSON', json(403, { error: 'Forbidden' })),
  refused('403 page of the firewall', html(403, block)),
  refused('403 code 1020 as text', text(403, 'error code: 1020')),
  refused(
    '403 code 1020 in a page',
    html(403, '<title>Denied</title><span class="cf-error-code">1020</span>'),
  ),
  refused('403 without a body', answer(403)),
  refused('451', text(451, 'Not in your country')),
]

const REQUESTS = [
  wrong('400 plain', json(400, { error: 'Bad request' })),
  wrong('404 coin', json(404, { error: 'coin not found' })),
  wrong('404 page', html(404, '<html><title>Not Found</title></html>')),
  wrong('422', json(422, { error: 'Missing parameter vs_currency' })),
  ...[405, 406, 409, 410, 411, 413, 414, 415, 417, 418, 426, 428, 431].map((status) =>
    wrong(String(status), json(status, { error: `Status ${status}` })),
  ),
  // The fetch standard itself asks once more, on a new connection.
  { ...wrong('421', json(421, { error: 'Misdirected' })), requests: 2 },
]

const OUTAGES = [
  down('500 with a number for status', json(500, { status: 500, error: 'Internal Server Error' })),
  down('500 page', html(500, '<title>500 Internal Server Error</title>')),
  down('502 empty', answer(502)),
  down('503 with Retry-After', json(503, { status: 503 }, { 'retry-after': '2' })),
  down('503 without length', answer(503, 'busy', { 'content-length': null, connection: 'close' })),
  ...[501, 504, 507, 511, 520, 521, 522, 523, 524, 525, 526, 527, 530, 599].map((status) =>
    down(String(status), html(status, `<title>api.coingecko.com | ${status}</title>`)),
  ),
  down('425', json(425, {})),
  down('outage under 200', json(200, outage)),
  down('outage under 403', json(403, outage)),
  down('500 under 200', json(200, { status: 500, error: 'Internal Server Error' })),
  // The fetch standard makes no answer of it.
  passing('source.unreachable', '407', json(407, {})),
  passing('source.timeout', '408', json(408, { error: 'Request Timeout' })),
]

const RATE_LIMITS = [
  tooMany('429 JSON', json(429, limited)),
  tooMany('429 with seconds', json(429, limited, { 'retry-after': '119' })),
  tooMany('429 with a date', json(429, limited, { 'retry-after': 'Wed, 21 Oct 2037 07:28:00 GMT' })),
  tooMany('429 with nonsense', json(429, limited, { 'retry-after': '-5, soon' })),
  tooMany('429 Throttled', text(429, 'Throttled')),
  tooMany('429 code 1015 as text', text(429, 'error code: 1015')),
  tooMany('429 page', html(429, '<title>Access denied | api.coingecko.com used Cloudflare</title>')),
  tooMany('429 empty', answer(429)),
  tooMany('429 under 200', json(200, limited)),
  tooMany('1015 under 200', text(200, 'error code: 1015')),
  tooMany('1015 under 403', text(403, 'error code: 1015')),
]

const OTHER_SUCCESSES = [
  ...[201, 202, 203, 207, 226].map((status) =>
    passing('source.not_json', String(status), json(status, [{ id: 'a' }])),
  ),
  passing('source.not_json', '204', answer(204, '', { 'content-type': null, 'content-length': null })),
  passing('source.not_json', '205', answer(205, '', { 'content-type': null })),
  passing('source.truncated', '206', json(206, [{ id: 'a' }], { 'content-range': 'bytes 0-11/500' })),
]

export const STATUS_CASES: readonly HostileCase[] = [
  ...REFUSALS,
  ...REQUESTS,
  ...OUTAGES,
  ...RATE_LIMITS,
  ...OTHER_SUCCESSES,
]

/** Redirects to a place that must hear nothing. */
export function redirectCases(elsewhere: string): readonly HostileCase[] {
  const to = (status: number, location: string | null): Play =>
    answer(status, 'moved', { location, 'content-type': 'text/html' })
  const redirect = (name: string, play: Play): HostileCase =>
    final('source.redirect' satisfies ErrorCode, 78, name, play)
  return [
    ...[300, 301, 302, 303, 307, 308].map((status) =>
      redirect(`${status} to another host`, to(status, elsewhere)),
    ),
    redirect('302 to itself', to(302, '/api/v3/coins/markets')),
    redirect('302 to nowhere', to(302, null)),
    redirect('302 to data:', to(302, 'data:application/json,[]')),
    redirect('302 with the key in its target', to(302, `${elsewhere}/?key=${encodeURIComponent(CANARY)}`)),
    redirect('304', answer(304, '', { 'content-length': null })),
  ]
}
