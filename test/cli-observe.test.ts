import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseFault, startStandIn } from '@tamis/testkit/server'
import { describe, expect, test } from 'vitest'
import { lineageProblems } from '../packages/cli/test/openlineage/validate.ts'
import { type Ended, emptyFolder, json, nobody, tamis, towards } from './cli.ts'

interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

/** A server that keeps what is posted to it and answers with the status; 0 never answers. */
async function collector(status: number) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) })
      if (status !== 0) response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** The lines of stderr, each of which has to be JSON. */
const logsOf = ({ stderr }: Ended): readonly Record<string, unknown>[] =>
  stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const KEY = 'CG-canary-0123456789'

describe.concurrent('observers of a run', () => {
  test('a published batch: two valid events, metrics, and no notice', async () => {
    await using api = await startStandIn({ size: 300, seed: 1 })
    await using lineage = await collector(201)
    await using hook = await collector(200)
    const cwd = emptyFolder()
    const env = {
      ...towards(api.url),
      OPENLINEAGE_URL: lineage.url,
      OPENLINEAGE_API_KEY: 'lineage-key-1',
      OPENLINEAGE_NAMESPACE: 'market',
    }
    const args = ['run', '--json', '--metrics', 'prom', '--notify', hook.url]
    const ended = await tamis(args, { cwd, env })
    const report = json(ended)
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    const events = lineage.received.map(({ body }) => body)
    expect(events.flatMap(lineageProblems)).toEqual([])
    expect(events).toMatchObject(
      ['START', 'COMPLETE'].map((eventType) => ({
        eventType,
        run: { runId: report.run_id },
        job: { namespace: 'market', name: 'tamis.markets' },
      })),
    )
    expect(lineage.received[1]).toMatchObject({
      path: '/api/v1/lineage',
      headers: { authorization: 'Bearer lineage-key-1' },
      body: { outputs: [{ outputFacets: { outputStatistics: { rowCount: report.loaded } } }, {}] },
    })
    const metrics = readFileSync(join(cwd, 'prom/tamis_markets.prom'), 'utf8')
    expect(metrics).toContain(`tamis_run_records{pipeline="markets",outcome="loaded"} ${report.loaded}\n`)
    expect(hook.received).toEqual([])
  })

  test('a failed run: a notice, events in a file, logs in JSON, and no secret in any of them', async () => {
    await using api = await startStandIn({ size: 300, seed: 1, faults: [parseFault('401:always')] })
    await using hook = await collector(200)
    const cwd = emptyFolder()
    const notify = `${hook.url.replace('//', '//me:hunter2hunter2@')}/services/T00/B00`
    writeFileSync(
      join(cwd, 'tamis.config.json'),
      JSON.stringify({
        observe: { openlineage: 'events.jsonl' },
        pipelines: { markets: { source: { use: '@tamis/source-coingecko' } } },
      }),
    )
    const env = { ...towards(api.url), COINGECKO_DEMO_API_KEY: KEY, TAMIS_NOTIFY_URL: notify }
    const ended = await tamis(['run', '--batch-id', 'night-1', '--log-format', 'json'], { cwd, env })
    const report = json(ended)
    expect([ended.code, report.status]).toEqual([77, 'failed'])
    expect(logsOf(ended).at(-1)).toMatchObject({ level: 'error', code: 'source.refused' })
    expect(hook.received).toMatchObject([
      { path: '/services/T00/B00', headers: { authorization: `Basic ${btoa('me:hunter2hunter2')}` } },
    ])
    const { text, run } = hook.received[0]?.body ?? {}
    expect(text).toMatch(/^tamis: markets failed \(night-1\), exit 77\. .*Next: /)
    expect(run).toEqual(report)
    const events = readFileSync(join(cwd, 'events.jsonl'), 'utf8')
    const parsed = events
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(parsed.map(({ eventType }) => eventType)).toEqual(['START', 'FAIL'])
    expect(parsed.flatMap(lineageProblems)).toEqual([])
    expect(ended.both + events + JSON.stringify(hook.received[0]?.body)).not.toMatch(
      /canary|hunter2|services/,
    )
  })

  test('a run that its configuration keeps from beginning is told of too', async () => {
    await using hook = await collector(200)
    const cwd = emptyFolder()
    const env = {
      COINGECKO_DEMO_API_KEY_FILE: '/no/such/file',
      COINGECKO_REQUESTS_PER_MINUTE: 'many',
      TAMIS_NOTIFY_URL: hook.url,
      TAMIS_LOG_FORMAT: 'the flag goes before it',
      TAMIS_METRICS_DIR: 'm',
    }
    const ended = await tamis(['run', 'markets', '--log-format=json'], { cwd, env })
    expect(ended.code).toBe(78)
    const { text, run } = hook.received[0]?.body ?? {}
    expect(text).toMatch(/^tamis: markets failed, exit 78\. .*_FILE: .*; .*_PER_MINUTE: .* Next: .*$/)
    expect(run).toEqual({ ...json(ended), started_at: expect.any(String), finished_at: expect.any(String) })
    expect(run).toMatchObject({ status: 'failed', exit_code: 78, pipeline: null, run_id: null })
    expect(readFileSync(join(cwd, 'm/tamis_markets.prom'), 'utf8')).toContain(
      'exit_code{pipeline="markets"} 78',
    )
    expect(logsOf(ended)).toMatchObject([{ level: 'error', code: 'config.invalid' }])
    await tamis(['run', '--dry-run'], { cwd, env })
    expect(hook.received).toHaveLength(1)
    const mistyped = await tamis(['run', '../../market'], { cwd, env })
    expect([mistyped.code, readdirSync(join(cwd, 'm')), readdirSync(cwd)]).toEqual([
      2,
      ['tamis_markets.prom'],
      ['m'],
    ])
    expect(hook.received[1]?.body.text).toMatch(/^tamis: a run failed, exit 2\. There is no pipeline/)
  })

  test('observers that are of no use cost a warning each, and no run', async () => {
    await using api = await startStandIn({ size: 300, seed: 1 })
    await using refusing = await collector(403)
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'file'), '')
    const env = {
      ...towards(api.url),
      OPENLINEAGE_URL: refusing.url,
      OPENLINEAGE_PARENT_ID: 'none',
      TAMIS_LOG_FORMAT: 'xml',
    }
    const ended = await tamis(['run', '--metrics', 'file', '--notify', await nobody()], { cwd, env })
    expect([ended.code, json(ended).status]).toEqual([0, 'published'])
    for (const warning of [
      'PARENT_ID names no run',
      'OpenLineage event: it answered 403',
      'metrics: E',
      'warn TAMIS_LOG_FORMAT is neither text nor json',
    ])
      expect(ended.stderr).toContain(warning)
    expect(ended.both.endsWith(ended.stdout)).toBe(true)
  })

  test('a run that is stopped waits for nobody', async () => {
    await using api = await startStandIn({ size: 300, seed: 1, faults: [parseFault('stall:always')] })
    await using silent = await collector(0)
    const cwd = emptyFolder()
    const env = { ...towards(api.url), OPENLINEAGE_URL: silent.url }
    const ended = await tamis(['run'], {
      cwd,
      env,
      onStart: (kill) => {
        const asked = setInterval(() => {
          if (api.requests.length === 0) return
          clearInterval(asked)
          kill('SIGTERM')
        }, 50)
      },
    })
    expect([ended.code, json(ended).status]).toEqual([143, 'interrupted'])
    expect(silent.received.map(({ body }) => body.eventType)).toEqual(['START', 'ABORT'])
    expect(ended.stderr).toContain('no answer in time')
  })
})
