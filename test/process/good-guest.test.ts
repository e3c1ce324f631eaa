import { join } from 'node:path'
import { definePipeline, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { emptyFolder } from '../cli.ts'

/** What a library may not touch, as it is now. */
function surroundings() {
  return {
    listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
    cwd: process.cwd(),
    env: { ...process.env },
    exitCode: process.exitCode,
    prototype: Object.getOwnPropertyNames(Object.prototype),
    array: Object.getOwnPropertyNames(Array.prototype),
    globals: Object.getOwnPropertyNames(globalThis).sort(),
    fetch: globalThis.fetch,
    dispatcher: Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')),
  }
}

function pipelineIn(folder: string, url: string) {
  const store = sqlite({ path: join(folder, 'market.db') })
  const source = coingeckoMarkets({ universe: { top: 250 }, baseUrl: url, requestsPerMinute: 0 })
  const issues = join(folder, 'issue')
  return definePipeline({
    name: 'markets',
    source,
    stager: store.stager,
    sink: store.sink,
    rules: marketRules(),
    issues,
  })
}

test('a run leaves handlers, globals, environment and folder as they were, also when it is stopped', async () => {
  await using api = await startStandIn({ size: 300 })
  // The first fetch of a process makes the dispatcher of all: not of a run in particular.
  await (await fetch(`${api.url}/ping`)).text()
  const before = surroundings()
  const folder = emptyFolder()
  const report = await runPipeline(pipelineIn(folder, api.url))
  expect(report).toMatchObject({ status: 'published', exitCode: 0 })
  expect(surroundings()).toEqual(before)
  api.inject({ kind: 'stall' })
  const stopped = await runPipeline(pipelineIn(folder, api.url), { signal: AbortSignal.timeout(300) })
  expect(stopped.status).toBe('interrupted')
  expect(surroundings()).toEqual(before)
})
