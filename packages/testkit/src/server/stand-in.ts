import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRateLimit, keyOf, refuseKey } from './access.ts'
import type { ServedCoin } from './coin.ts'
import type { Answer } from './envelopes.ts'
import { type Fault, playFault } from './fault.ts'
import { createFaultQueue } from './fault-queue.ts'
import { generateMarket } from './generate-market.ts'
import { createMarket } from './market.ts'
import { pause } from './play.ts'
import { BASE_PATH, route } from './routes.ts'
import { send, sha256 } from './send.ts'

export interface StandInOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** What to serve, in order of market cap; default: a generated market of `size`, `seed` and `observedAt`. */
  readonly coins?: readonly ServedCoin[]
  /** Coins of the generated market; default 1000. */
  readonly size?: number
  /** Seed of the generated market and of the drift; default 1. */
  readonly seed?: number
  /** The instant at which the generated market is seen; default now. */
  readonly observedAt?: Date
  /** Delay of every answer in ms; default 0. */
  readonly latencyMs?: number
  /** Share of coins that trade places between ranked pages, 0 to 1; default 0. */
  readonly drift?: number
  /** Requests answered in a rolling minute, the rest gets 429; default 0, no limit. */
  readonly requestsPerMinute?: number
  readonly faults?: readonly Fault[]
  /** Accepted keys; a request with none or another is refused, except /ping. Default: any, or none. */
  readonly keys?: readonly string[]
  /** Keeps the bodies served in `requests`; default false. */
  readonly record?: boolean
  /** The clock of rate limit, Date and Retry-After in ms; default the machine's. */
  readonly now?: () => number
}

/** A request as the server saw it, and what it answered. */
export interface SeenRequest {
  readonly method: string
  /** With the base, without the query: `/api/v3/coins/markets`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly at: Date
  /** Null while unanswered, and for a fault that gave no whole answer. */
  readonly status: number | null
  /** Of the body sent, before any content encoding of a fault is undone; null where status is. */
  readonly sha256: string | null
  readonly body?: Uint8Array
}

export interface StandIn extends AsyncDisposable {
  /** The base to give to a client: `http://127.0.0.1:PORT/api/v3`. */
  readonly url: string
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly SeenRequest[]
  /** Replaces the market at once. */
  setCoins(coins: readonly ServedCoin[]): void
  /** Adds a fault behind those that wait. @throws Error for a redirect without a target */
  inject(fault: Fault): void
  clearFaults(): void
  /** Cuts all connections and frees the port. */
  close(): Promise<void>
}

/**
 * Starts a CoinGecko API on loopback: real HTTP, a generated or a recorded market, faults on request.
 * @throws Error when the port is taken (EADDRINUSE)
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { port = 0, host = '127.0.0.1', size = 1000, seed = 1, drift = 0, now = Date.now } = options
  const { observedAt = new Date(now()), coins = generateMarket({ size, seed, observedAt }) } = options
  const faults = createFaultQueue(options.faults ?? [])
  const rateLimit = createRateLimit(options.requestsPerMinute ?? 0)
  const requests: Writable<SeenRequest>[] = []
  let market = createMarket(coins, drift, seed)

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    const seen = see(request, url, now())
    requests.push(seen)
    const signal = endOf(response)
    const fault = faults.take(url)
    if (options.latencyMs) await pause(options.latencyMs, signal)
    const key = keyOf(request.headers, seen.query)
    const answer = fault ? respond(url, seen, key) : (rateLimit(now()) ?? respond(url, seen, key))
    const { socket } = request
    const scene = { answer, request, response, socket, key: key?.value, now: now(), signal }
    const played = fault ? await playFault(fault, scene) : answer
    if (played === undefined || signal.aborted) return
    const body = send(response, played, now())
    seen.status = played.status
    seen.sha256 = sha256(body)
    if (options.record) seen.body = body
  }

  function respond(url: URL, { method, query }: SeenRequest, key: ReturnType<typeof keyOf>): Answer {
    const isCall = method === 'GET' && url.pathname.startsWith(`${BASE_PATH}/`)
    const path = isCall ? url.pathname.slice(BASE_PATH.length) : '/'
    const refused = path === '/ping' ? undefined : refuseKey(key, options.keys, now())
    const { requestsPerMinute = 0 } = options
    return refused ?? route(market, { path, query, plan: key?.plan, requestsPerMinute, now: now() })
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const { port: taken } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${BASE_PATH}`,
    requests,
    setCoins(next) {
      market = createMarket(next, drift, seed)
    },
    inject: faults.add,
    clearFaults: faults.clear,
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function see(request: IncomingMessage, url: URL, now: number): Writable<SeenRequest> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    at: new Date(now),
    status: null,
    sha256: null,
  }
}

function endOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}
