import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRateLimit, keyOf, refuseKey } from './access.ts'
import type { ServedCoin } from './coin.ts'
import type { Answer } from './envelopes.ts'
import { type Fault, playFault } from './fault.ts'
import { createFaultQueue } from './fault-queue.ts'
import { generateMarket } from './generate-market.ts'
import { createMarket, type Market } from './market.ts'
import { pause } from './play.ts'
import { BASE_PATH, route } from './routes.ts'
import { type SeenRequest, see, type Writable } from './seen-request.ts'
import { send, sha256 } from './send.ts'
import type { StandInOptions } from './stand-in-options.ts'

export interface StandIn extends AsyncDisposable {
  /** The base to give to a client: `http://127.0.0.1:PORT/api/v3`. */
  readonly url: string
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly SeenRequest[]
  /** Replaces the market at once, and for good. */
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
  const { refreshMs = 0 } = options
  let market = createMarket(coins, drift, seed)
  let refreshAt = options.coins || refreshMs <= 0 ? Number.POSITIVE_INFINITY : now() + refreshMs

  function currentMarket(): Market {
    if (now() >= refreshAt) {
      market = createMarket(generateMarket({ size, seed, observedAt: new Date(now()) }), drift, seed)
      refreshAt = now() + refreshMs
    }
    return market
  }

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
    return refused ?? route(currentMarket(), { path, query, plan: key?.plan, requestsPerMinute, now: now() })
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
      refreshAt = Number.POSITIVE_INFINITY
    },
    inject: faults.add,
    clearFaults: faults.clear,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function endOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}
