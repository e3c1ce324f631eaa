// Measures tamis against floors in the same run and holds the ratios against their budgets.
// `node bench/run.ts [--quick] [--only NAME] [--json FILE]`; `pnpm bench` runs all of it on the built packages.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { credits } from './cases/credits.ts'
import { disk } from './cases/disk.ts'
import { growth } from './cases/growth.ts'
import { install } from './cases/install.ts'
import { replayMemory } from './cases/memory.ts'
import { network } from './cases/network.ts'
import { replayLoaded, replayStaged } from './cases/replay.ts'
import { snapshot } from './cases/snapshot.ts'
import { start } from './cases/start.ts'
import { loadedHistory } from './harness/history.ts'
import { formatResult, isWithin, type Result } from './harness/result.ts'
import { scratch } from './harness/scratch.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } },
})
const full = !values.quick

/** Cases by name. `staged` shares one file of snapshots, which takes longest to make. */
const CASES: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  start: () => start(full ? 21 : 5),
  snapshot: () => snapshot(full ? 9 : 3),
  network: () => network(full ? 3 : 1),
  credits,
  growth: () => growth(full ? 12_800_000 : 800_000, full ? 7 : 3),
  staged: async () => {
    const snapshots = full ? 100 : 5
    using folder = scratch()
    const path = folder.file('staged.db')
    await loadedHistory(path, snapshots)
    return [
      ...disk(path, snapshots),
      ...(await replayStaged(snapshots, full ? 3 : 1)),
      ...(await replayLoaded(path, snapshots, full ? 3 : 1)),
      ...(full ? await replayMemory(path, snapshots) : []),
    ]
  },
}

/** Needs the registry of npm, and measures the same until a dependency changes: only when asked for. */
const ASKED_FOR: Readonly<typeof CASES> = { install }

const results: Result[] = []
for (const [name, measure] of Object.entries({ ...CASES, ...(values.only && ASKED_FOR) })) {
  if (values.only !== undefined && values.only !== name) continue
  for (const result of await measure()) {
    results.push(result)
    console.log(formatResult(result))
  }
}
if (values.json !== undefined) {
  const about = {
    at: new Date().toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    quick: !full,
  }
  writeFileSync(values.json, `${JSON.stringify({ ...about, results }, null, 2)}\n`)
}
process.exitCode = results.every(isWithin) ? 0 : 1
