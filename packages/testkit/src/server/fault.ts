import { ANSWER_FAULTS, statusAnswer } from './answer-faults.ts'
import { BODY_FAULTS } from './body-faults.ts'
import type { Answer } from './envelopes.ts'
import type { FaultEntry, Scene } from './play.ts'
import { SOCKET_FAULTS } from './socket-faults.ts'

const ENTRIES = { ...ANSWER_FAULTS, ...BODY_FAULTS, ...SOCKET_FAULTS } as const satisfies Record<
  string,
  FaultEntry
>

interface Scope {
  /** How many requests it meets; default 1, `Infinity` for all. */
  readonly times?: number
  /** Which requests it meets: a part of path and query, or a page number. Default: any request. */
  readonly match?: string | number
}

/** The name of a fault; `describeFault` says what it does. */
export type FaultKind = `${keyof typeof ENTRIES}`

export interface NamedFault extends Scope {
  readonly kind: FaultKind
  /** What the kind takes: a delay in ms, a Retry-After, a URL; see `describeFault`. */
  readonly value?: string | number
}

/** Any answer at all, spelled out. Without a body, one that fits the status. */
export interface StatusFault extends Scope {
  readonly kind: 'status'
  readonly status: number
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** Something that goes wrong with some requests: plain data, so that it fits a flag, a file or a test table. */
export type Fault = NamedFault | StatusFault

/** Every named kind. Beside them, any status from 400 to 599 may be given as a number. */
export const FAULT_KINDS: readonly FaultKind[] = Object.keys(ENTRIES) as FaultKind[]

/** What a kind does, in one line. */
export function describeFault(kind: FaultKind): string {
  return ENTRIES[kind].about
}

/**
 * Reads `KIND[:TIMES][@MATCH][=VALUE]`, for example `429:2`, `reset@3`, `slow-headers=500`, `503:always@/coins/list`.
 * @throws Error that names the kinds, when the text is no fault
 */
export function parseFault(text: string): Fault {
  const [, kind, times, match, value] =
    /^([a-z0-9-]+)(?::(\d+|always))?(?:@([^=]+))?(?:=(.*))?$/s.exec(text) ?? []
  const scope = {
    ...(times === undefined ? {} : { times: times === 'always' ? Number.POSITIVE_INFINITY : Number(times) }),
    ...(match === undefined ? {} : { match: /^\d+$/.test(match) ? Number(match) : match }),
  }
  const known = FAULT_KINDS.find((candidate) => candidate === kind)
  if (known !== undefined)
    return checkFault({ kind: known, ...scope, ...(value === undefined ? {} : { value }) })
  if (kind !== undefined && /^[45]\d\d$/.test(kind))
    return {
      kind: 'status',
      status: Number(kind),
      ...scope,
      ...(value ? { headers: { 'retry-after': value } } : {}),
    }
  throw new Error(
    `Not a fault: ${text}. It is KIND[:TIMES][@MATCH][=VALUE]; kinds are ${FAULT_KINDS.join(', ')} and any status`,
  )
}

/** @throws Error for a redirect to nowhere */
export function checkFault<T extends Fault>(fault: T): T {
  if (fault.kind === 'redirect' && !fault.value) throw new Error('A redirect needs a target: redirect=URL')
  return fault
}

/** Plays a fault: an answer to send, or nothing when it was played out on the socket. */
export async function playFault(fault: Fault, scene: Omit<Scene, 'value'>): Promise<Answer | undefined> {
  if (fault.kind !== 'status') {
    const value = fault.value === undefined ? undefined : String(fault.value)
    const entry: FaultEntry = ENTRIES[fault.kind]
    return await entry.play({ ...scene, value })
  }
  const answer = statusAnswer(fault.status, undefined)
  return {
    status: fault.status,
    body: fault.body ?? answer.body,
    headers: { ...answer.headers, ...fault.headers },
  }
}
