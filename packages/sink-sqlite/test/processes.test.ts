import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { databasePath, reading, rows } from './support/session.ts'

const script = fileURLToPath(new URL('./support/first-run.ts', import.meta.url))

/** A run in a process of its own; what it says at its end. */
async function run(path: string, pipeline: string, batch: string): Promise<string> {
  const options = [
    '--conditions=@tamis/source',
    script,
    '--path',
    path,
    '--pipeline',
    pipeline,
    '--batch',
    batch,
  ]
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  return (await text(child.stdout)).trim()
}

test('first runs of several pipelines at once make one database, each its batch', async () => {
  const path = databasePath()
  const pipelines = ['one', 'two', 'three', 'four']
  const said = await Promise.all(pipelines.map((name) => run(path, name, `${name}-1`)))
  expect(said).toEqual(pipelines.map(() => 'published'))
  expect(rows(path, 'select count(*) as n from coins_latest')).toEqual([{ n: 8 }])
  // What both saw first has one number, whoever gave it.
  expect(rows(path, 'select count(*) as n from coins_keys')).toEqual([{ n: 5 }])
  expect(rows(path, 'select count(*) as n from coins_identities')).toEqual([{ n: 5 }])
  expect(reading(path, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok')
})

test('runs of one pipeline at once: each publishes or is told that the pipeline is busy', async () => {
  const path = databasePath()
  const said = await Promise.all([1, 2, 3, 4].map((at) => run(path, 'markets', `b${at}`)))
  expect(said).toContain('published')
  expect(said.filter((word) => word !== 'published' && word !== 'pipeline.busy')).toEqual([])
  const published = said.filter((word) => word === 'published').length
  expect(rows(path, `select count(*) as n from batches where state = 'published'`)).toEqual([
    { n: published },
  ])
})
