import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './envelopes.ts'

/** What a fault has to work with. */
export interface Scene {
  /** The part after `=` of the fault; what it means is the kind's affair. */
  readonly value: string | undefined
  /** What the server would have answered. */
  readonly answer: Answer
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket
  /** The key of the request. */
  readonly key: string | undefined
  readonly now: number
  /** Ends with the connection or the server, so that no fault outlives its client. */
  readonly signal: AbortSignal
}

/** A kind of fault: returns an answer to send, or plays it out on the socket itself and returns nothing. */
export interface FaultEntry {
  readonly about: string
  readonly play: (scene: Scene) => Answer | undefined | Promise<Answer | undefined>
}

/** A pause that ends early, without an error, with the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

export function bytesOf(answer: Answer): Buffer {
  return Buffer.from(answer.body)
}

/** The value of a fault as a number of units, or `absent`. */
export function amount({ value }: Scene, absent: number): number {
  const number = Number(value)
  return value === undefined || !Number.isFinite(number) || number < 0 ? absent : number
}
