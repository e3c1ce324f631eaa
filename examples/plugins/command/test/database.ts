import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePipeline, type Page, type PageRequest, runPipeline } from '@tamis/core'
import sqlite from '@tamis/sink-sqlite'
import { coinSource } from '@tamis/testkit/simulation'
import { onTestFinished } from 'vitest'

const COINS = [
  { id: 'a', name: 'The a', current_price: 2, total_volume: 1000 },
  { id: 'b', name: 'The b', current_price: 3, total_volume: 500 },
]

/** A path in a folder that is gone when the test is over. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'market-size-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A database with one batch of two coins in it, as a run makes it. */
export async function databaseOfTwo(): Promise<string> {
  const path = join(await emptyFolder(), 'market.db')
  const store = sqlite({ path })
  const source = coinSource({ transport: async (request) => answer(request), pages: 1, perPage: 2 })
  const pipeline = { name: 'two', source, stager: store.stager, sink: store.sink, issues: null }
  await runPipeline(definePipeline(pipeline), { batchId: 'first' })
  return path
}

function answer(request: PageRequest): Page {
  const body = new TextEncoder().encode(JSON.stringify(COINS))
  return { request, status: 200, headers: {}, body, fetchedAt: Date.UTC(2026, 10, 22, 5) }
}
