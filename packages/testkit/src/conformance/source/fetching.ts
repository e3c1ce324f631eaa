import { keep, type Skip, same, textOf } from '../check.ts'
import type { Fault } from './api.ts'
import { ask, firstRequest, nameOf } from './asking.ts'
import { recordPages } from './pure.ts'
import type { SourceBench } from './suite.ts'

export async function keepsBytes<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const request = await firstRequest(bench)
  const session = bench.source.connect(bench.context())
  const plain = await bench.drive(session.fetch(request))
  const padded = Buffer.concat([Buffer.from(' \r\n'), plain.body, Buffer.from('\n\t ')])
  bench.api.fault = () => padded
  for (const page of [plain, await bench.drive(session.fetch(request))]) {
    same(Buffer.from(page.body), Buffer.from(page === plain ? (bench.api.said[0] ?? '') : padded), 'the body')
    same(page.status, 200, 'the status')
    same(page.request, request, 'the request of the page')
    const header = Object.keys(page.headers).find((name) => /cookie|authorization|key/i.test(name))
    keep(header === undefined, `it keeps the header ${header}`)
  }
}

export async function timeIsOfContext<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const before = bench.clock.now()
  for (const page of await recordPages(bench)) {
    const fits = page.fetchedAt >= before && page.fetchedAt <= bench.clock.now()
    keep(fits, `fetchedAt is ${page.fetchedAt}, and the clock went from ${before} to ${bench.clock.now()}`)
  }
}

export async function retriesPassing<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const fault of PASSING) {
    const sent = bench.api.requests.length
    const { page, error, session } = await ask(bench, (count) => (count === sent + 1 ? fault : undefined))
    keep(page !== undefined, `one ${nameOf(fault)}, then an answer: it gave up with ${textOf(error)}`)
    same(bench.api.requests.length - sent, 2, `requests after one ${nameOf(fault)}`)
    same([session.calls, session.retries], [2, 1], 'calls and retries as the session counts them')
  }
}

const PASSING: readonly Fault[] = [
  'reset',
  'truncated',
  { status: 503, body: 'down' },
  { status: 500, body: '{}' },
]

export async function waitsAsAsked<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const limited = { status: 429, headers: { 'retry-after': '61' }, body: '{}' }
  const began = bench.clock.monotonic()
  let secondAt = 0
  const { page, error } = await ask(bench, (count) => {
    if (count === 1) return limited
    secondAt = bench.clock.monotonic()
    return undefined
  })
  keep(page !== undefined, `429 with Retry-After of 61 s: it gave up with ${textOf(error)}`)
  keep(
    secondAt - began >= 61_000,
    `asked to wait 61 s, it came again after ${secondAt - began} ms of the context's clock`,
  )
}

/** What the contract says of each answer: which exit code, and whether asking again makes sense. */
const ANSWERS: readonly (readonly [Fault, number, 'retry' | 'once'])[] = [
  ['reset', 75, 'retry'],
  ['truncated', 75, 'retry'],
  [{ status: 429, body: '{}' }, 75, 'retry'],
  [{ status: 500, body: '{}' }, 75, 'retry'],
  [{ status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }, 75, 'retry'],
  [{ headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Just a moment…' }, 75, 'retry'],
  [{ body: '[{"id":"cut' }, 75, 'retry'],
  [{ body: '' }, 75, 'retry'],
  [{ body: '{"of another":"shape"}' }, 65, 'once'],
  [{ body: '7' }, 65, 'once'],
  [{ status: 401, body: '{}' }, 77, 'once'],
  [{ status: 403, body: '{}' }, 77, 'once'],
  [{ status: 400, body: '{}' }, 78, 'once'],
  [{ status: 404, body: '{}' }, 78, 'once'],
]

export async function errorsSayWhatToDo<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const [fault, exitCode, times] of ANSWERS) {
    const sent = bench.api.requests.length
    const { page, error } = await ask(bench, () => fault)
    const what = nameOf(fault)
    keep(page === undefined && error !== undefined, `${what} was taken for an answer`)
    keep(/^source\./.test(error.code), `${what} gives the code ${error.code}`)
    same(error.exitCode, exitCode, `the exit code of ${what} (${error.code})`)
    keep(error.message !== '' && error.hint !== '', `${what} gives an error without message or hint`)
    const requests = bench.api.requests.length - sent
    if (times === 'once') same(requests, 1, `requests for ${what}, which asking again does not mend`)
    else keep(requests > 1 && requests <= 20, `${what} was tried ${requests} times`)
  }
}

export async function refusesRedirects<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const status of [301, 302, 307, 308]) {
    const sent = bench.api.requests.length
    const location = `${bench.api.baseUrl}/elsewhere`
    const { page, error } = await ask(bench, () => ({ status, headers: { location }, body: '' }))
    const followed = bench.api.requests.slice(sent).some(({ url }) => url.pathname === '/elsewhere')
    keep(!followed && page === undefined, `it followed a ${status} to another place`)
    same(error?.exitCode, 78, `the exit code of a ${status}`)
  }
}

export async function hidesKey<T extends object>(bench: SourceBench<T>): Promise<Skip | undefined> {
  const { secret, source } = bench
  if (secret === undefined) return { reason: 'the suite was given no secret' }
  const lines: string[] = [JSON.stringify(source), JSON.stringify(source.plan)]
  const log = (message: string, fields?: object): void =>
    void lines.push(`${message} ${JSON.stringify(fields)}`)
  const context = bench.context({
    logger: { debug: log, info: log, warn: log, error: log },
    emit: (event) => void lines.push(JSON.stringify(event)),
  })
  const faults: readonly (Fault | undefined)[] = [
    undefined,
    'reset',
    { status: 401, body: secret },
    { status: 500, body: secret },
  ]
  for (const fault of faults) {
    const { page, error } = await ask(bench, () => fault, source.connect(context))
    lines.push(JSON.stringify(page === undefined ? null : { ...page, body: '' }), ...errorTexts(error))
  }
  const { url, headers } = bench.api.requests[0] ?? {}
  keep(!url?.href.includes(secret), 'the key stands in the URL')
  keep(
    Object.values(headers ?? {}).some((value) => value.includes(secret)),
    'the key was never sent in a header',
  )
  const line = lines.find((text) => text.includes(secret))
  keep(line === undefined, `the key stands in: ${line?.replaceAll(secret, '<KEY>')}`)
  const echoed = await ask(
    bench,
    () => JSON.stringify([{ id: 'echo', request: secret }]),
    source.connect(context),
  )
  keep(echoed.page === undefined, 'an answer that holds the key was accepted, and would be staged')
  return undefined
}

/** An error with everything that is printed of it somewhere, and what caused it. */
function errorTexts(error: unknown): readonly string[] {
  const texts: string[] = []
  for (let at = error; at instanceof Error && texts.length < 20; at = at.cause) {
    texts.push(String(at), at.stack ?? '', JSON.stringify(at))
  }
  return texts
}
