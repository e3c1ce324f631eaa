import type { Measured } from './measured.ts'
import type { Peer } from './peers.ts'

/** A run of a peer whose rows were what they should be. */
export interface Run extends Measured {
  readonly requests: number
  readonly databaseBytes: number
}

/** Runs of each peer against a server that answers so many milliseconds late. A peer that failed has none. */
export interface Case {
  readonly latencyMs: number
  readonly runs: ReadonlyMap<Peer, readonly Run[]>
}

/** Medians of the first case, of memory the most, and how long the other cases took, as Markdown. */
export function table([first, ...others]: readonly [Case, ...Case[]], records: number): string {
  const late = others.map(({ latencyMs }) => `wall s, ${latencyMs} ms late`)
  const figures = ['at once', 'requests', 'wall s', 'records/s', ...late, 'CPU s', 'peak MB', 'database MB']
  const lines = [...first.runs].map(([peer, runs]) => {
    const seconds = median(runs, (run) => run.seconds)
    const lateSeconds = others.map((other) => median(other.runs.get(peer) ?? [], (run) => run.seconds))
    return [
      peer.name,
      String(peer.atOnce),
      shown(median(runs, (run) => run.requests)),
      shown(seconds, 2),
      shown(records / seconds),
      ...lateSeconds.map((seconds) => shown(seconds, 2)),
      shown(
        median(runs, (run) => run.cpuSeconds),
        2,
      ),
      peaks(runs),
      shown(median(runs, (run) => run.databaseBytes) / 1e6, 1),
      peer.besides,
    ]
  })
  const ruler = ['---', ...figures.map(() => '---:'), '---']
  const rows = [['by', ...figures, 'besides the rows'], ruler, ...lines]
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function shown(value: number, digits = 0): string {
  if (Number.isNaN(value)) return 'failed'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** The most that each command of a pipe took in any run. */
function peaks(runs: readonly Run[]): string {
  const commands = runs[0]?.peakBytes.keys() ?? []
  const most = [...commands].map((at) => Math.max(...runs.map(({ peakBytes }) => peakBytes[at] ?? 0)))
  return most.map((bytes) => shown(bytes / 1e6)).join(' + ') || 'failed'
}

/** Not a number when there are no runs. */
function median(runs: readonly Run[], of: (run: Run) => number): number {
  return runs.map(of).toSorted((a, b) => a - b)[runs.length >> 1] ?? Number.NaN
}
