import type { RunEvent } from '@tamis/core'
import cliTruncate from 'cli-truncate'
import { safe } from './safe.ts'

/** One line that changes in place; nothing at all where stderr is no terminal. */
export interface Progress extends Disposable {
  event(event: RunEvent): void
  /** Takes the line away, so that something else can be written. */
  clear(): void
}

const SILENT: Progress = { event() {}, clear() {}, [Symbol.dispose]() {} }

/** Shows how a run goes on, on a terminal only. */
export function progressOn(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Progress {
  if (!stream.isTTY || env.CI || env.TERM === 'dumb') return SILENT
  let pages = 0
  let phase = ''
  const show = (text: string): void => {
    stream.write(`\r\u001b[K${cliTruncate(safe(text), (stream.columns || 80) - 1)}`)
  }
  const clear = (): void => {
    stream.write('\r\u001b[K')
  }
  return {
    event(event) {
      if (event.kind === 'phase') {
        phase = event.phase
        show(`${phase} …`)
      } else if (event.kind === 'page') {
        pages++
        show(
          `${phase} … ${pages}${event.planned === null ? '' : ` of ${Math.max(pages, event.planned)}`} answers`,
        )
      } else show(`${phase} … waiting ${Math.ceil(event.waitMs / 1000)} s: ${event.reason}`)
    },
    clear,
    [Symbol.dispose]: clear,
  }
}
