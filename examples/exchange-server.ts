// A server of one's own that stands for an exchange: 250 markets, three pages, a few of them not as they should be.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api } from './plugins/source/test/api.ts'

export interface Exchange extends AsyncDisposable {
  readonly url: string
}

/** On a free port of this machine. */
export async function startExchange(): Promise<Exchange> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname !== '/v1/tickers') return void response.writeHead(404).end('{}')
    response.setHeader('content-type', 'application/json').end(odd(api({ url })))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** One price that is no number, one market without a name, and one that the page before had already. */
function odd(page: string): string {
  return page
    .replace('"base":"C13","last":"', '"base":"C13","last":"about ')
    .replace('"market":"C15-USD"', '"market":null')
    .replace('"market":"C100-USD"', '"market":"C99-USD"')
}
