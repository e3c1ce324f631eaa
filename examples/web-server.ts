// Embedded in a web server: a run on request, which stops when its caller goes away or the server closes.
//   POST /run?batch=ID  begins the batch, goes on with it, or says that it is there; answers with the report
//   GET /markets        the largest coins of the last batch
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { definePipeline, type RunReport, reportToJson, runPipeline } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import { openMarket } from '@tamis/sink-sqlite/read'
import coingeckoMarkets from '@tamis/source-coingecko'

const path = 'web-server.db'
const store = sqlite({ path })
const pipeline = definePipeline({
  name: 'markets',
  source: coingeckoMarkets({
    universe: { top: 250 },
    ...(process.env.COINGECKO_BASE_URL
      ? { baseUrl: process.env.COINGECKO_BASE_URL, requestsPerMinute: 0 }
      : {}),
  }),
  stager: store.stager,
  rules: marketRules(),
  sink: store.sink,
  issues: 'issue',
})

const closing = new AbortController()
const server = createServer((request, response) => void answer(request, response))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
process.once('SIGTERM', () => {
  closing.abort(new Error('the server is closing'))
  server.close()
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const route = `${request.method} ${pathname}`
    if (route === 'POST /run') {
      const report = await run(searchParams.get('batch'), response)
      return send(response, report.exitCode === 0 ? 200 : 503, reportToJson(report))
    }
    if (route === 'GET /markets') {
      using market = openMarket(path)
      return send(
        response,
        200,
        market.universe({ top: 10 }).records.map(({ record }) => record),
      )
    }
    send(response, 404, { error: 'not found' })
  } catch (error) {
    send(response, 500, { error: error instanceof Error ? error.message : String(error) })
  }
}

/** A run that ends with its caller's connection: what is staged by then is not asked for again. */
function run(batchId: string | null, response: ServerResponse): Promise<RunReport> {
  const gone = new AbortController()
  response.once('close', () => gone.abort(new Error('the caller went away')))
  const signal = AbortSignal.any([closing.signal, gone.signal, AbortSignal.timeout(60_000)])
  return runPipeline(pipeline, { signal, ...(batchId === null ? {} : { batchId }) })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
