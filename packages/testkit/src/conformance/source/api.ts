import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the API sees it. */
export interface ApiRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

/** What the API says: a body under status 200, or all of it. */
export type ApiAnswer =
  | string
  | Uint8Array
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body: string | Uint8Array
    }

export type Answerer = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>

/** What goes wrong instead of an answer. */
export type Fault = 'reset' | 'truncated' | 'silent' | ApiAnswer

/** A real HTTP server on loopback that answers as its author says, and fails as a check says. */
export class TestApi implements AsyncDisposable {
  /** Every request so far, in the order of their arrival. */
  readonly requests: ApiRequest[] = []
  /** The bodies of whole answers so far. */
  readonly said: (string | Uint8Array)[] = []
  /** Asked before each answer, with the number of requests so far, from 1. */
  fault: (count: number, request: ApiRequest) => Fault | undefined = () => undefined
  /** Told of each request once it is there. */
  onRequest: () => void = () => undefined
  readonly #server: Server
  readonly #answer: Answerer
  #busy = 0
  #failure: unknown

  private constructor(answer: Answerer) {
    this.#answer = answer
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async start(answer: Answerer): Promise<TestApi> {
    const api = new TestApi(answer)
    await new Promise<void>((done) => {
      api.#server.listen(0, '127.0.0.1', done)
    })
    return api
  }

  /** Without a slash at its end. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Whether an answer is being given. One that keeps silent counts as given. */
  get busy(): boolean {
    return this.#busy > 0
  }

  /** @throws what the author's own answer threw, which is no fault of the source. */
  requireSound(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((done) => {
      this.#server.close(() => done())
    })
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', this.baseUrl)
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    )
    const request = { url, headers }
    this.requests.push(request)
    this.#busy++
    try {
      this.onRequest()
      await this.#say(this.fault(this.requests.length, request) ?? (await this.#answer(request)), response)
    } catch (error) {
      this.#failure = error
      response.destroy()
    } finally {
      this.#busy--
    }
  }

  async #say(answer: Fault, response: ServerResponse): Promise<void> {
    if (answer === 'silent') return
    if (answer === 'reset') {
      response.destroy()
      return
    }
    if (answer === 'truncated') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' })
      await new Promise((done) => response.write('[{"id":', done))
      response.destroy()
      return
    }
    const whole = typeof answer === 'object' && 'body' in answer ? answer : { body: answer }
    const { status = 200, headers = {}, body } = whole
    this.said.push(body)
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    })
    await new Promise<void>((done) => {
      response.on('close', done)
      response.end(body)
    })
  }
}
