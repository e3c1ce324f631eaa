import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StandIn, startStandIn } from '@tamis/testkit/server'
import { describe, expect, test } from 'vitest'
import { emptyFolder, json, tamis, towards } from '../cli.ts'
import { problemsOf, statesOf } from './check-database.ts'
import { holdAnswers } from './held.ts'

type Kill = (signal: NodeJS.Signals) => void

/** Does something to a command once the API has seen so many requests. */
function afterRequests(api: StandIn, count: number, act: (kill: Kill) => void): (kill: Kill) => void {
  return (kill) => {
    const watch = setInterval(() => {
      if (api.requests.length < count) return
      clearInterval(watch)
      act(kill)
    }, 5)
    watch.unref()
  }
}

describe.concurrent('one writer', () => {
  test('a second run of a pipeline ends at once with 75 and says who holds it; the first one is not disturbed', async () => {
    const cwd = emptyFolder()
    await using api = await startStandIn({ size: 500 })
    await using held = await holdAnswers(api.url)
    let second: ReturnType<typeof tamis> | undefined
    const first = await tamis(['run', '--json', '--universe', 'top:500'], {
      cwd,
      env: towards(held.url),
      onStart: afterRequests(api, 1, () => {
        second = tamis(['run', '--json'], { cwd, env: towards(api.url) })
        void second.finally(held.release)
      }),
    })
    expect([first.code, json(first).status], first.both).toEqual([0, 'published'])
    const busy = await second
    expect(busy === undefined ? undefined : json(busy)).toMatchObject({
      status: 'failed',
      error: {
        code: 'pipeline.busy',
        message: expect.stringMatching(/being run by process \d+ on .+ since 20/),
      },
      exit_code: 75,
    })
    expect(api.requests).toHaveLength(2)
  })

  test('another pipeline runs beside it, in the same database', async () => {
    const cwd = emptyFolder()
    await using api = await startStandIn({ size: 500, latencyMs: 100 })
    const source = { use: '@tamis/source-coingecko', with: { universe: { top: 300 } } }
    const pipeline = { source, store: { use: '@tamis/sink-sqlite' } }
    writeFileSync(
      join(cwd, 'tamis.config.json'),
      JSON.stringify({ pipelines: { one: pipeline, two: pipeline } }),
    )
    const env = towards(api.url)
    const ended = await Promise.all(
      ['one', 'two'].map((name) => tamis(['run', name, '--json'], { cwd, env })),
    )
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    expect(problemsOf(cwd)).toEqual([])
    expect(statesOf(cwd)).toEqual(['published', 'published'])
  })

  test('after kill -9 the next run takes over at once: who is dead holds nothing', async () => {
    const cwd = emptyFolder()
    await using api = await startStandIn({ size: 500 })
    api.inject({ kind: 'stall', match: 2 })
    const env = towards(api.url)
    const args = ['run', '--json', '--batch-id', 'b', '--universe', 'top:500']
    const died = await tamis(args, { cwd, env, onStart: afterRequests(api, 2, (kill) => kill('SIGKILL')) })
    expect(died.code).toBeNull()
    api.clearFaults()
    const again = await tamis(args, { cwd, env })
    expect([again.code, json(again)]).toMatchObject([0, { status: 'published', attempt: 1 }])
  })
})

// Promised are 2 s. A machine busy with other things may be late once, so that a test of it has more than one try.
describe.concurrent('signals', { retry: 3 }, () => {
  test.each([
    ['SIGINT', 130, 1],
    ['SIGTERM', 143, 1],
    ['SIGINT', 130, 3],
    ['SIGTERM', 143, 3],
  ] as const)(
    '%s during an answer that never comes: exit %i within 2 s, and the id goes on (request %i)',
    async (signal, exitCode, nth) => {
      const cwd = emptyFolder()
      await using api = await startStandIn({ size: 1000 })
      api.inject({ kind: 'stall', match: nth })
      const env = towards(api.url)
      const args = ['run', '--json', '--batch-id', 'b', '--universe', 'top:1000']
      let asked = 0
      const ended = await tamis(args, {
        cwd,
        env,
        onStart: afterRequests(api, nth, (kill) => {
          setTimeout(() => {
            asked = performance.now()
            kill(signal)
          }, 100)
        }),
      })
      const took = performance.now() - asked
      expect([ended.code, json(ended).status], ended.both).toEqual([exitCode, 'interrupted'])
      expect(took).toBeLessThan(2000)
      expect(problemsOf(cwd)).toEqual([])
      api.clearFaults()
      const again = await tamis(args, { cwd, env })
      expect([again.code, json(again)]).toMatchObject([
        0,
        { status: 'published', attempt: 1, extracted: 1000 },
      ])
    },
  )

  test('a signal during a wait for a limit ends the wait', async () => {
    const cwd = emptyFolder()
    await using api = await startStandIn({ size: 500 })
    api.inject({ kind: '429', value: '60' })
    const args = ['run', '--json', '--batch-id', 'b']
    let asked = 0
    const ended = await tamis(args, {
      cwd,
      env: towards(api.url),
      onStart: afterRequests(api, 1, (kill) => {
        setTimeout(() => {
          asked = performance.now()
          kill('SIGTERM')
        }, 200)
      }),
    })
    expect([ended.code, json(ended).status], ended.both).toEqual([143, 'interrupted'])
    expect(performance.now() - asked).toBeLessThan(2000)
    expect(api.requests).toHaveLength(1)
  })

  test('a second signal ends at once, and what was committed stays', async () => {
    const cwd = emptyFolder()
    await using api = await startStandIn({ size: 1000 })
    api.inject({ kind: 'stall', match: 3 })
    const env = towards(api.url)
    const args = ['run', '--json', '--batch-id', 'b', '--universe', 'top:1000']
    const ended = await tamis(args, {
      cwd,
      env,
      onStart: afterRequests(api, 3, (kill) => {
        kill('SIGINT')
        kill('SIGINT')
      }),
    })
    expect([130, null]).toContain(ended.code)
    expect(problemsOf(cwd)).toEqual([])
    api.clearFaults()
    const again = await tamis(args, { cwd, env })
    expect([again.code, json(again).status]).toEqual([0, 'published'])
  })
})
