import { TamisError } from '@tamis/core'
import { type Fault, parseFault, readCoins, type StandIn, startStandIn } from '@tamis/testkit/server'

export interface SandboxFlags {
  readonly port: number
  readonly size: number
  readonly seed: number
  readonly data?: string | undefined
  readonly fault: readonly string[]
  readonly latency: number
  readonly drift: number
  readonly rate: number
}

/** How often a generated market is seen anew, so that a second batch differs from the first. */
const REFRESH_MS = 30_000

/**
 * Starts the stand-in API as flags ask for it.
 *
 * @throws TamisError `usage.invalid` for a fault, file, port or share that cannot be.
 */
export async function startSandbox(flags: SandboxFlags): Promise<StandIn> {
  const { port, size, seed, data, latency, drift, rate } = flags
  const coins = data === undefined ? undefined : await tried(`--data ${data}`, () => readCoins(data))
  const faults = flags.fault.map(faultOf)
  if (!(drift >= 0 && drift <= 1)) throw refused('--drift', 'must be a share from 0 to 1')
  return tried(`--port ${port}`, () =>
    startStandIn({
      port,
      size,
      seed,
      latencyMs: latency,
      drift,
      requestsPerMinute: rate,
      refreshMs: REFRESH_MS,
      faults,
      ...(coins === undefined ? {} : { coins }),
    }),
  )
}

function faultOf(text: string): Fault {
  try {
    return parseFault(text)
  } catch (cause) {
    throw refused('--fault', cause)
  }
}

async function tried<R>(flag: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (cause) {
    throw refused(flag, cause)
  }
}

function refused(flag: string, cause: unknown): TamisError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new TamisError('usage.invalid', {
    message: `${flag}: ${why}`,
    hint: 'See `tamis sandbox --help`.',
    cause,
  })
}
