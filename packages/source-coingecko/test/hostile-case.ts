import type { ErrorCode } from '@tamis/core'
import type { Play } from './hostile-server.ts'

/** The key of every hostile case: found anywhere but in a request, it has leaked. */
export const CANARY = 'CG-CANARY+7f/3Qx"z'

/** How often a request is sent: errors that may pass get five retries, what is not JSON two, the rest none. */
export const ONCE = 1
export const THRICE = 3
export const SIX_TIMES = 6

/** What a server does, and what must come of it. */
export interface HostileCase {
  readonly name: string
  readonly play: Play
  readonly code: ErrorCode
  readonly exit: number
  readonly requests: number
  /** The time limit of an attempt in milliseconds; short only where nothing else would end it. */
  readonly timeoutMs: number
}

const LONG = 20_000
const SHORT = 150

/** A case of an error that may pass. */
export function passing(code: ErrorCode, name: string, play: Play): HostileCase {
  return {
    name,
    play,
    code,
    exit: 75,
    requests: code === 'source.not_json' ? THRICE : SIX_TIMES,
    timeoutMs: LONG,
  }
}

/** A case of an error that no retry mends. */
export function final(code: ErrorCode, exit: number, name: string, play: Play): HostileCase {
  return { name, play, code, exit, requests: ONCE, timeoutMs: LONG }
}

/** A case that only the time limit ends. */
export function endless(code: ErrorCode, name: string, play: Play): HostileCase {
  return { ...passing(code, name, play), timeoutMs: SHORT }
}
