import {
  ERRORS,
  type Estimate,
  type Health,
  type HealthCheck,
  type RunContext,
  systemClock,
  systemOwner,
  TamisError,
} from '@tamis/core'
import { count, duration, plural, time } from '../output/format.ts'
import { type CheckResult, failed, note, ok, warning } from './check-result.ts'
import type { Patient, Setup } from './examine.ts'

/** The Date of an answer counts whole seconds, and the answer took its time. */
const UNNOTICED_MS = 5000
/** What a rule or an as-of question would notice. */
const TOLERABLE_MS = 60_000
/** Twice a day. */
const BATCHES_A_MONTH = 60

/** The APIs of the pipelines, each asked once: whether it answers, knows the key, has the same time, and what is left. */
export async function* examineApis(patient: Patient, { pipelines }: Setup): AsyncGenerator<CheckResult> {
  const asked = new Set<string>()
  for (const { name, source } of pipelines) {
    const { health } = source
    if (health === undefined) {
      yield note('api', `${name}: the source ${source.name} does not say how its API is`)
      continue
    }
    const address = `${health.host} ${health.plan}`
    if (asked.has(address)) continue
    asked.add(address)
    if (patient.offline) yield note('api', `${health.host}: not asked (--offline)`)
    else yield* examineApi(health, source.estimate())
  }
}

async function* examineApi(health: HealthCheck, estimate: Estimate): AsyncGenerator<CheckResult> {
  const startedAt = performance.now()
  const found = await health.ask(context())
  const key = health.hasKey ? `the ${health.plan} key is accepted` : `no key is set (${health.plan})`
  const took = duration(performance.now() - startedAt)
  if (found.error !== null) yield failed('api', found.error)
  else yield ok('api', `${health.host} answers in ${took}; ${key}`)
  if (found.clock !== null) yield examineClock(found.clock)
  if (found.error === null) yield examineQuota(found, estimate)
}

function examineClock({ theirs, ours }: NonNullable<Health['clock']>): CheckResult {
  const ahead = ours - theirs
  const apart = Math.abs(ahead)
  if (apart <= UNNOTICED_MS) return ok('clock', 'the same time as the API, within seconds')
  const told = `${duration(apart)} ${ahead > 0 ? 'ahead of' : 'behind'} the API, where it is ${time(new Date(theirs).toISOString())}`
  if (apart <= TOLERABLE_MS) return warning('clock', told, ERRORS['clock.wrong'].hint)
  return failed('clock', new TamisError('clock.wrong', { message: `The clock of this machine is ${told}` }))
}

function examineQuota({ quota }: Health, { requests }: Estimate): CheckResult {
  const needs = `a batch takes ${plural(requests, 'request')}, ${count(requests * BATCHES_A_MONTH)} a month at two a day`
  if (quota === null) return note('quota', `${needs}; what is left of the plan the API does not tell`)
  const { plan, left, limit, requestsPerMinute } = quota
  const told = `${plan}: ${count(left)} of ${count(limit)} calls left this month, ${count(requestsPerMinute)} a minute; ${needs}`
  if (left >= 10 * requests) return ok('quota', told)
  return warning('quota', told, 'Ask for a smaller universe or less often, or take a larger plan.')
}

/** Nothing is begun that would have to be stopped, so a signal just ends the process. */
function context(): RunContext {
  return {
    runId: 'doctor',
    pipeline: 'doctor',
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
    clock: systemClock,
    random: Math.random,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    owner: systemOwner(),
    emit() {},
    failpoint() {},
  }
}
