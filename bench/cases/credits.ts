import { startStandIn } from '@tamis/testkit/server'
import { tamis } from '../harness/command.ts'
import { COINS } from '../harness/market-pages.ts'
import type { Result } from '../harness/result.ts'
import { scratch } from '../harness/scratch.ts'

/** Long enough that the signal comes while the run is on its way. */
const LATENCY_MS = 50

/** What a whole-market batch asks in all when it is stopped half-way and resumed, as the API counts it. */
export async function credits(): Promise<readonly Result[]> {
  const budget = 1 + Math.ceil(COINS / 250)
  await using api = await startStandIn({ size: COINS, seed: 7, latencyMs: LATENCY_MS })
  using folder = scratch()
  const run = (onStart?: (kill: () => void) => void) =>
    tamis(['run', '--universe', 'all', '--batch-id', 'resumed'], {
      cwd: folder.path,
      url: api.url,
      ...(onStart && { onStart }),
    })
  let timer: NodeJS.Timeout | undefined
  const first = await run((kill) => {
    timer = setInterval(() => {
      if (api.requests.length < budget / 2) return
      clearInterval(timer)
      kill()
    }, 5)
    // A command that cannot be started asks for nothing.
  }).finally(() => clearInterval(timer))
  const asked = api.requests.length
  const second = await run()
  if (asked >= budget || second.report.status !== 'published') {
    throw new Error(`stopped after ${asked} requests with ${first.code}, then ${second.report.status}`)
  }
  return [
    {
      name: 'API credits of a whole-market batch, stopped and resumed',
      value: api.requests.length,
      unit: 'requests',
      budget,
      detail: `${asked} until SIGTERM, ${api.requests.length - asked} after it`,
    },
  ]
}
