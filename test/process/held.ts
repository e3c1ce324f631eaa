import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to an API on which every answer waits until it is let go. */
export interface Held extends AsyncDisposable {
  /** The address of the API by this way. */
  readonly url: string
  release(): void
}

/** Puts itself before an API: requests go through at once, answers when the test says so. */
export async function holdAnswers(to: string): Promise<Held> {
  const way = new URL(to)
  const [port, host] = [Number(way.port), way.hostname]
  const sockets = new Set<Socket>()
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const server = createServer((client) => {
    const api = connect(port, host)
    for (const socket of [client, api]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.pipe(api)
    void released.then(() => api.pipe(client))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  way.port = String((server.address() as AddressInfo).port)
  return {
    url: way.href,
    release,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
