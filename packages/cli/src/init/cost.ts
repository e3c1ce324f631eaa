import { type PlanTerms, TERMS } from '@tamis/source-coingecko'
import { count, duration, plural } from '../output/format.ts'
import type { Answers, Key } from './answers.ts'

const DAYS = 30

/** What a set-up asks of the API. */
export interface Cost {
  readonly requestsPerRun: number
  readonly runsPerMonth: number
  readonly requestsPerMonth: number
  /** Requests a month that the key has; null where there is no such number, or it depends on what was bought. */
  readonly quota: number | null
  /** Of a run, at the pace of the plan. */
  readonly durationMs: number
}

/** The cost of runs of so many requests. */
export function costOf(requestsPerRun: number, { key, at }: Pick<Answers, 'key' | 'at'>): Cost {
  const { requestsPerMinute, monthlyCredits } = termsOf(key)
  const runsPerMonth = at.length * DAYS
  return {
    requestsPerRun,
    runsPerMonth,
    requestsPerMonth: requestsPerRun * runsPerMonth,
    quota: monthlyCredits,
    durationMs: (requestsPerRun * 60_000) / requestsPerMinute,
  }
}

/** What a kind of key gives. */
export function termsOf(key: Key): PlanTerms {
  return TERMS[key === 'none' ? 'keyless' : key]
}

/** `1 request a run`, with its time where that is long. */
export function perRunText({ requestsPerRun, durationMs }: Cost): string {
  const time = durationMs >= 60_000 ? `, about ${duration(durationMs)}` : ''
  return `${plural(requestsPerRun, 'request')} a run${time}`
}

/** `60 requests a month`, or `60 of 10,000 requests a month` where the key has a quota. */
export function perMonthText({ requestsPerMonth, quota }: Cost): string {
  return quota === null
    ? `${plural(requestsPerMonth, 'request')} a month`
    : `${count(requestsPerMonth)} of ${count(quota)} requests a month`
}
