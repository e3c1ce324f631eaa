import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Answer } from './envelopes.ts'
import { bytesOf } from './play.ts'

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Sends an answer with the headers that the real API was seen to send; returns the bytes of its body. */
export function send(response: ServerResponse, answer: Answer, now: number): Buffer {
  const body = bytesOf(answer)
  const headers: Record<string, string | null> = {
    date: new Date(now).toUTCString(),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    'cache-control': answer.status === 200 ? 'public, max-age=30' : 'no-cache',
    etag: answer.status === 200 ? `W/"${sha256(body).slice(0, 32)}"` : null,
    vary: 'Accept-Encoding, Origin',
    'access-control-allow-origin': '*',
    ...answer.headers,
  }
  // A 204 may not say how long it is.
  if (answer.status === 204) headers['content-length'] = null
  response.writeHead(
    answer.status,
    Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
  )
  response.end(body)
  return body
}
