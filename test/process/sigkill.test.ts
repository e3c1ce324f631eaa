import { startStandIn } from '@tamis/testkit/server'
import { seeded } from '@tamis/testkit/simulation'
import { expect, test } from 'vitest'
import { emptyFolder, tamis, towards } from '../cli.ts'
import { marketOf, problemsOf, statesOf } from './check-database.ts'
import { argsOf, resume } from './resume.ts'
import { inFolders, TORTURE, tally, tallyText } from './trial.ts'

const KILLS = TORTURE ? 500 : 100
const MARKET = { size: 600, seed: 1, latencyMs: 30, observedAt: new Date('2026-11-22') }
const BATCH = { batchId: 'b', top: 600 }
const ARGS = argsOf(BATCH)

test(`nothing is lost, doubled or torn by ${KILLS} deaths at any instant, and the same id ends as a clean run does`, {
  timeout: KILLS * 6000,
}, async () => {
  await using shared = await startStandIn(MARKET)
  const clean = emptyFolder()
  expect((await tamis(ARGS, { cwd: clean, env: towards(shared.url) })).code).toBe(0)
  const market = marketOf(clean, 'b')
  const found = new Map<string, number>()
  let deaths = 0
  // How long a run goes on after its first request, in milliseconds: this machine has to tell.
  let lasts = 400
  // Some runs end before their death comes: these do not count.
  function* trials() {
    for (let trial = 0; deaths < KILLS && trial < 4 * KILLS; trial++) yield trial
  }
  await inFolders(trials(), async (trial, cwd) => {
    await using api = await startStandIn(MARKET)
    const env = towards(api.url)
    // Before its first request a run only starts; most deaths come after it, when there is something to lose.
    const early = trial % 10 === 0
    const at = seeded(trial).next() * lasts
    let from = Number.POSITIVE_INFINITY
    const died = await tamis(ARGS, {
      cwd,
      env,
      onStart(kill) {
        const began = performance.now()
        if (early) from = began
        const watch = setInterval(() => {
          if (api.requests.length > 0) from = Math.min(from, performance.now())
          if (performance.now() - from < at && performance.now() - began < 20_000) return
          clearInterval(watch)
          kill('SIGKILL')
        }, 2)
      },
    })
    if (died.code === null) deaths++
    if (!early) lasts = died.code === null ? lasts * 1.02 : Math.min(performance.now() - from, 2000)
    tally(
      found,
      died.code === null ? `killed while ${statesOf(cwd).join() || 'nothing was there'}` : 'ended before',
    )
    expect(problemsOf(cwd), `after death ${trial}`).toEqual([])
    const [code, status, told] = await resume(trial, cwd, api.url, BATCH)
    expect([code, status], told).toEqual([0, expect.stringMatching(/published|unchanged/)])
    expect(problemsOf(cwd), `after resume ${trial}`).toEqual([])
    expect(marketOf(cwd, 'b') === market, `market ${trial}`).toBe(true)
  })
  console.log(`${deaths} deaths: ${tallyText(found)}`)
  expect(deaths).toBeGreaterThanOrEqual(KILLS)
  expect([...found.keys()].length).toBeGreaterThan(2)
})
