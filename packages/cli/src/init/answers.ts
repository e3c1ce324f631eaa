import { TamisError } from '@tamis/core'
import type { Environment } from '../config/settings.ts'
import { DEFAULT_TIMES, parseTimes } from '../schedule/times.ts'

export const KEYS = ['none', 'demo', 'pro'] as const
export type Key = (typeof KEYS)[number]

/** What an owner is asked; each answer has a flag. */
export interface Answers {
  /** `top:N`, `all` or `ids:a,b`. */
  readonly universe: string
  readonly currency: string
  /** Which key there is, never the key. */
  readonly key: Key
  /** Times of day; none for runs by hand. */
  readonly at: readonly string[]
  /** From the working directory. */
  readonly database: string
}

export interface AnswerFlags {
  readonly universe?: string | undefined
  readonly currency?: string | undefined
  readonly key?: string | undefined
  readonly at?: string | undefined
  readonly database?: string | undefined
}

/** What stands for an answer that nobody gave: the usual, and the kind of key that the environment holds. */
export function usualAnswers(env: Environment): Answers {
  const held = (plan: string): boolean => {
    const name = `COINGECKO_${plan}_API_KEY`
    return Boolean(env[name] || env[`${name}_FILE`])
  }
  return {
    universe: 'top:250',
    currency: 'usd',
    key: held('PRO') ? 'pro' : held('DEMO') ? 'demo' : 'none',
    at: DEFAULT_TIMES,
    database: 'data/market.db',
  }
}

/** The answers that flags give. @throws TamisError `usage.invalid`. */
export function answersOf({ universe, currency, key, at, database }: AnswerFlags): Partial<Answers> {
  if (database?.trim() === '') {
    throw new TamisError('usage.invalid', { message: '--database: must be the path of a file' })
  }
  return {
    ...(universe === undefined ? {} : { universe }),
    ...(currency === undefined ? {} : { currency }),
    ...(key === undefined ? {} : { key: key as Key }),
    ...(at === undefined ? {} : { at: at === 'none' ? [] : parseTimes(at) }),
    ...(database === undefined ? {} : { database }),
  }
}
