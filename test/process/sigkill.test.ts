import { startStandIn } from '@tamis/testkit/server'
import { seeded } from '@tamis/testkit/simulation'
import { expect, test } from 'vitest'
import { emptyFolder, json, tamis, towards } from '../cli.ts'
import { marketOf, problemsOf, statesOf } from './check-database.ts'
import { inFolders, TORTURE, tally, tallyText } from './trial.ts'

const KILLS = TORTURE ? 500 : 100
const ARGS = ['run', '--json', '--batch-id', 'b', '--universe', 'top:600']

test(`nothing is lost, doubled or torn by ${KILLS} deaths at any instant, and the same id ends as a clean run does`, {
  timeout: KILLS * 6000,
}, async () => {
  await using api = await startStandIn({
    size: 600,
    seed: 1,
    latencyMs: 30,
    observedAt: new Date('2026-11-22'),
  })
  const env = towards(api.url)
  const clean = emptyFolder()
  // Twice, as the first start reads the program from the disk.
  await tamis(['--version'], { cwd: clean })
  const began = performance.now()
  expect((await tamis(ARGS, { cwd: clean, env })).code).toBe(0)
  const span = performance.now() - began
  const market = marketOf(clean, 'b')
  const found = new Map<string, number>()
  await inFolders(Array(KILLS).keys(), async (trial, cwd) => {
    const at = span * (0.25 + 0.9 * seeded(trial).next())
    const died = await tamis(ARGS, {
      cwd,
      env,
      onStart: (kill) => void setTimeout(() => kill('SIGKILL'), at),
    })
    tally(
      found,
      died.code === null ? `killed while ${statesOf(cwd).join() || 'nothing was there'}` : 'ended before',
    )
    expect(problemsOf(cwd), `after death ${trial}`).toEqual([])
    const again = await tamis(ARGS, { cwd, env })
    expect([again.code, json(again).status], again.both).toEqual([
      0,
      expect.stringMatching(/published|unchanged/),
    ])
    expect(problemsOf(cwd), `after resume ${trial}`).toEqual([])
    expect(marketOf(cwd, 'b') === market, `market ${trial}`).toBe(true)
  })
  console.log(`${KILLS} deaths: ${tallyText(found)}`)
  expect([...found.keys()].length).toBeGreaterThan(2)
})
