import { keep, outcomeOf, same, textOf } from '../check.ts'
import { ask, firstRequest, nameOf, promptly } from './asking.ts'
import type { SourceBench } from './suite.ts'

export async function keepsDeadline<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const began = bench.clock.monotonic()
  const deadline = began + 20_000
  const session = bench.source.connect(bench.context({ deadline }))
  const { page } = await ask(
    bench,
    () => ({ status: 429, headers: { 'retry-after': '3600' }, body: '{}' }),
    session,
  )
  keep(page === undefined, 'it took a 429 for an answer')
  const late = bench.clock.monotonic() - deadline
  keep(late <= 0, `it was still waiting ${late} ms after the deadline`)
}

/** A request that nobody answers, and a pause between two attempts: both end with the signal's own reason, in a second. */
export async function stopsWhenAsked<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  for (const fault of ['silent', { status: 503, headers: { 'retry-after': '600' }, body: '' }] as const) {
    const stop = new AbortController()
    const reason = new Error('stopped by the suite')
    const session = bench.source.connect(bench.context({ signal: stop.signal }))
    const asked = new Promise<void>((done) => {
      bench.api.onRequest = done
    })
    bench.api.fault = () => fault
    const work = session.fetch(await firstRequest(bench))
    // The clock stands still until then: only the signal can end this.
    const outcome = work.then(
      () => 'an answer',
      (thrown: unknown) => thrown,
    )
    await Promise.race([asked, outcome])
    setTimeout(() => {
      stop.abort(reason)
      bench.clock.pass(1000)
    }, 30)
    const ended = await promptly(outcome)
    keep(ended === reason, `stopped during ${nameOf(fault)}: ${textOf(ended)} instead of the signal's reason`)
  }
  await asksNothingOnceOver(bench)
}

async function asksNothingOnceOver<T extends object>(bench: SourceBench<T>): Promise<void> {
  bench.api.fault = () => undefined
  const session = bench.source.connect(bench.context({ signal: AbortSignal.abort(new Error('before')) }))
  const sent = bench.api.requests.length
  const request = await firstRequest(bench)
  const outcome = await promptly(outcomeOf(() => session.fetch(request)))
  keep(!(outcome instanceof Error), `asked by a run that is over: ${textOf(outcome)}`)
  keep('thrown' in outcome, 'a run that is over still got an answer')
  same(bench.api.requests.length, sent, 'requests sent by a run that is over')
}

export async function silenceEnds<T extends object>(bench: SourceBench<T>): Promise<undefined> {
  const { page, error } = await ask(bench, () => 'silent')
  keep(page === undefined && error !== undefined, 'it made an answer of silence')
  same([error.recovery, error.exitCode], ['retry', 75], `recovery and exit code of ${error.code}`)
}
