// The same market into SQLite by tamis and by others, side by side: `pnpm bench:peers`, after bench/peers/setup.sh.
// `node bench/peers/run.ts [--rounds N] [--only TEXT]`, where a peer counts that has the text in its name.
import { existsSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { generateMarket, type StandIn, startStandIn } from '@tamis/testkit/server'
import { COINS } from '../harness/market-pages.ts'
import { scratch } from '../harness/scratch.ts'
import { measured } from './measured.ts'
import { PEERS, type Peer } from './peers.ts'
import { type Case, type Run, table } from './table.ts'
import { verify } from './verify.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
})
const rounds = Number(values.rounds)
const peers = PEERS.filter(({ name }) => name.includes(values.only))
const coins = generateMarket({ size: COINS, seed: 7, observedAt: new Date() })

async function once(peer: Peer, api: StandIn): Promise<Run> {
  using folder = scratch()
  const database = folder.file('market.db')
  const before = api.requests.length
  const commands = peer.commands({ url: api.url, folder: folder.path, database })
  const figures = await measured(commands, folder.file('log'))
  const requests = api.requests.length - before
  verify(peer, database, coins)
  return { ...figures, requests, databaseBytes: sizeOf(database) + sizeOf(`${database}-wal`) }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/**
 * Round by round in turn, so that whatever else the machine does falls on all alike. The first round warms up and is not
 * counted. A peer that fails once has no runs.
 */
async function compared(latencyMs: number): Promise<Case> {
  await using api = await startStandIn({ coins, latencyMs })
  const runs = new Map<Peer, Run[]>(peers.map((peer) => [peer, []]))
  const failed = new Set<Peer>()
  for (let round = 0; round <= rounds; round++) {
    for (const peer of peers.filter((peer) => !failed.has(peer))) {
      try {
        const run = await once(peer, api)
        console.error(`${latencyMs} ms, round ${round}: ${peer.name}: ${run.seconds.toFixed(2)} s`)
        if (round > 0) runs.get(peer)?.push(run)
      } catch (error) {
        console.error(error instanceof Error ? error.message : error)
        process.exitCode = 1
        failed.add(peer)
        runs.set(peer, [])
      }
    }
  }
  return { latencyMs, runs }
}

if (!(rounds >= 1) || peers.length === 0) {
  console.error('--rounds takes a number above 0, --only a part of the name of a peer.')
  process.exit(2)
}
const missing = peers.filter(({ needs }) => !existsSync(needs))
if (missing.length > 0) {
  console.error(
    `Not installed: ${missing.map(({ name }) => name).join('; ')}. Run bench/peers/setup.sh first.`,
  )
  process.exit(1)
}
const cases = [await compared(0), await compared(150)] as const
const machine = `${cpus().length} × ${cpus()[0]?.model}, Node.js ${process.version}`
console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}, medians of ${rounds} rounds\n`)
console.log(table(cases, COINS))
