import { constants } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import type { Environment } from '../../config/settings.ts'
import { redact } from '../../output/redact.ts'
import type { Observer } from '../observer.ts'
import { postJson } from '../post.ts'
import { endEvent, type Lineage, startEvent } from './event.ts'

/** Where events go: posted to an address, or appended to a file, one a line. */
export type LineageTarget = { readonly url: URL } | { readonly file: string }

/** Appends, and does not wait for a reader where the file is a pipe. Windows knows no such flag. */
const flag =
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_WRONLY |
  ((constants.O_NONBLOCK as number | undefined) ?? 0)

/** Tells of a run in OpenLineage events: one when it begins, one when it ended. */
export function lineageEmitter(target: LineageTarget, lineage: Lineage, env: Environment): Observer {
  const send = (event: unknown, signal: AbortSignal): Promise<void> =>
    'file' in target
      ? appendFile(target.file, `${redact(JSON.stringify(event))}\n`, { flag, mode: 0o644 })
      : postJson(endpointOf(target.url, env), event, { headers: authorization(env), signal })
  return {
    purpose: 'send the OpenLineage event',
    begun: (run, signal) => send(startEvent(lineage, run), signal),
    async ended(report, signal) {
      if (report.runId !== '') await send(endEvent(lineage, report), signal)
    },
  }
}

function endpointOf(url: URL, env: Environment): URL {
  const endpoint = env.OPENLINEAGE_ENDPOINT || 'api/v1/lineage'
  const base = new URL(url)
  base.pathname = `${base.pathname.replace(/\/$/, '')}/${endpoint.replace(/^\//, '')}`
  return base
}

function authorization(env: Environment): Readonly<Record<string, string>> {
  const key = env.OPENLINEAGE_API_KEY
  return key ? { authorization: `Bearer ${key}` } : {}
}
