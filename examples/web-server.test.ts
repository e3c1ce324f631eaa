import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, onTestFinished, test } from 'vitest'

/** The example on a free port, in an empty folder, against a stand-in of the API. */
async function start(baseUrl: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const cwd = mkdtempSync(join(tmpdir(), 'tamis-web-'))
  const env = { ...process.env, PORT: '0', COINGECKO_BASE_URL: baseUrl }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'web-server.ts')], { cwd, env })
  onTestFinished(() => {
    child.kill()
    rmSync(cwd, { recursive: true, force: true })
  })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { url: String(line).trim(), child }
}

async function report(url: string, signal: AbortSignal | null = null) {
  const response = await fetch(`${url}/run?batch=hourly`, { method: 'POST', signal })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('web-server.ts runs on request, stops with its caller, and goes on with what was begun', async () => {
  await using api = await startStandIn({ size: 300, seed: 1, latencyMs: 500 })
  const { url, child } = await start(api.url)
  expect((await fetch(`${url}/markets`)).status).toBe(500)

  const gone = new AbortController()
  const asked = report(url, gone.signal)
  while (api.requests.length === 0) await new Promise((done) => setTimeout(done, 20))
  gone.abort(new Error('the caller went away'))
  await expect(asked).rejects.toThrow('the caller went away')

  // The run of the caller that went away gives the lease back as soon as it has stopped.
  let next = await report(url)
  while (next.status === 503 && JSON.stringify(next.body).includes('pipeline.busy')) next = await report(url)
  expect(next).toMatchObject({ status: 200, body: { status: 'published', attempt: 1, extracted: 250 } })
  expect(await report(url)).toMatchObject({ status: 200, body: { status: 'unchanged', api_calls: 0 } })
  const markets = (await (await fetch(`${url}/markets`)).json()) as readonly { readonly coin_id: string }[]
  expect(markets).toHaveLength(10)
  expect(markets[0]).toMatchObject({ coin_id: 'bitcoin' })

  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
