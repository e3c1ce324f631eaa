import type { RunReport } from '@tamis/core'
import { safe } from '../output/safe.ts'
import { runJson } from '../run/failed-run.ts'
import type { Observer } from './observer.ts'
import { postJson } from './post.ts'

/** Posts to a webhook when a run failed or its batch was rejected. The address counts as a secret. */
export function notifier(address: URL): Observer {
  return {
    purpose: 'notify of the failure',
    async ended(report, signal) {
      if (report.status !== 'failed' && report.status !== 'rejected') return
      await postJson(address, { text: notice(report), run: runJson(report) }, { signal })
    },
  }
}

/** What happened and what to do, in one line: the field that chat services show. */
function notice({ pipeline, batchId, status, error, exitCode }: RunReport): string {
  const what = [pipeline || 'a run', status, ...(batchId === null ? [] : [`(${batchId})`])].join(' ')
  const why = error === null ? '' : ` ${error.message} Next: ${error.hint}`
  return safe(`tamis: ${what}, exit ${exitCode}.${why}`.replaceAll('\n', '; '))
}
