import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Answers one request on a raw socket, by whatever bytes. */
export type Play = (socket: Socket, head: string) => void

export interface HostileServer extends AsyncDisposable {
  readonly url: string
  readonly origin: string
  /** The head of every request, as it came. */
  readonly requests: readonly string[]
}

/** A server that knows nothing of HTTP: what it sends is what the test says. Answers every request the same. */
export async function startHostile(play: Play): Promise<HostileServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let text = ''
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end)
        text = text.slice(end + 4)
        requests.push(head)
        play(socket, head)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}/api/v3`,
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A whole answer with its length, unless the headers say otherwise; a null leaves a header out. */
export function answer(
  status: number,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string | null>> = {},
): Play {
  const bytes = Buffer.from(body)
  return (socket) => {
    socket.write(head(status, { 'content-length': String(bytes.length), ...headers }))
    socket.write(bytes)
    if (headers['content-length'] === null && headers['transfer-encoding'] === undefined) socket.end()
  }
}

/** The same with a value as JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string | null>> = {},
): Play {
  return answer(status, JSON.stringify(value), headers)
}

export function html(status: number, page: string): Play {
  return answer(status, page, { 'content-type': 'text/html; charset=UTF-8' })
}

export function text(status: number, line: string): Play {
  return answer(status, line, { 'content-type': 'text/plain' })
}

/** Status line and headers. */
export function head(status: number, headers: Readonly<Record<string, string | null>>): string {
  const all = Object.entries({ 'content-type': 'application/json; charset=utf-8', ...headers })
  const lines = all.filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`
}
