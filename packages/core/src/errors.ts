import type { Phase } from './flow.ts'

/** What the caller should do: try again later, mend the configuration, or look into it. */
export const RECOVERIES = ['retry', 'reconfigure', 'abort'] as const
export type Recovery = (typeof RECOVERIES)[number]

interface ErrorDefinition {
  readonly phase: Phase
  readonly recovery: Recovery
  /** Exit code of the command line, after sysexits. */
  readonly exitCode: number
  /** What happened, as a sentence for the reference. */
  readonly summary: string
  /** What to do next; used as the hint unless the thrower knows better. */
  readonly hint: string
}

/** Every error of tamis. The one list from which exit codes, hints and `docs/errors.md` come. */
export const ERRORS = {
  'usage.invalid': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 2,
    summary: 'A flag or argument is missing or not valid.',
    hint: 'See the --help of the command.',
  },
  'batch.id_invalid': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 2,
    summary: 'The batch id has characters or a length that are not allowed.',
    hint: 'Use letters, digits, dot, underscore and hyphen, at most 100, starting with a letter or digit.',
  },
  'batch.id_taken': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 2,
    summary: 'The batch id belongs to a batch of another pipeline.',
    hint: 'Choose another --batch-id, or leave it out.',
  },
  'batch.plan_changed': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 2,
    summary: 'The batch was opened with another plan (universe, currency or parameters).',
    hint: 'Run it with the plan it was opened with, or take a new --batch-id.',
  },
  'batch.unknown': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 2,
    summary: 'No batch has this id.',
    hint: 'See `tamis batches` for the ids there are.',
  },
  'batch.parked': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 65,
    summary: 'Three resumes of the batch in a row ended in an error of tamis, a rule or a plugin.',
    hint: 'Mend the rule or plugin, then `tamis replay --batch` with its id.',
  },
  'batch.rejected': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 65,
    summary: 'A gate rejected the batch; the last good batch is still served.',
    hint: 'See `tamis batches show` with its id; publish it with `tamis accept` if it is right after all.',
  },
  'batch.empty': {
    phase: 'transform',
    recovery: 'abort',
    exitCode: 65,
    summary: 'The batch holds not a single record.',
    hint: 'Check the universe; see the staged answer with `tamis raw`.',
  },
  'batch.changed_since': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 65,
    summary:
      'What the batch gives now differs from what was judged, because rules, parser or source changed.',
    hint: 'Judge it again with `tamis replay --batch` and its id.',
  },
  'config.invalid': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'The configuration has problems; each is named with its path.',
    hint: 'Mend the named entries.',
  },
  'config.unreadable': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'The configuration file cannot be read or its imports cannot be resolved.',
    hint: 'Check the path, and install what it imports.',
  },
  'config.no_database': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'There is no database yet.',
    hint: 'Make one with `tamis run`, or with `tamis demo` if there is no network.',
  },
  'plugin.invalid': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'A plugin cannot be loaded, or is not what its place needs.',
    hint: 'Check the name under `use`, and that its package is installed.',
  },
  'source.unreachable': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'No connection to the source, after all retries.',
    hint: 'Check the network and try again later; `tamis demo` works without one.',
  },
  'source.timeout': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The source did not answer in time, after all retries.',
    hint: 'Try again later with the same --batch-id: pages already staged are not asked again.',
  },
  'source.truncated': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The answer broke off before its end, after all retries.',
    hint: 'Try again later with the same --batch-id.',
  },
  'source.rate_limited': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The source limits the rate of requests, and waiting longer would pass the deadline.',
    hint: 'Try again later with the same --batch-id, or ask fewer requests per minute of the source.',
  },
  'source.unavailable': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The source is down or says so, after all retries.',
    hint: 'Try again later with the same --batch-id.',
  },
  'source.not_json': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The source answered 200 with something that is not JSON, after all retries.',
    hint: 'Try again later; a proxy or a block page may stand in between.',
  },
  'source.shape': {
    phase: 'extract',
    recovery: 'abort',
    exitCode: 65,
    summary: 'The source answered well-formed JSON of another shape than it should.',
    hint: 'The API may have changed: look for a newer version of the source plugin.',
  },
  'source.oversized': {
    phase: 'extract',
    recovery: 'abort',
    exitCode: 65,
    summary: 'The answer is larger or deeper than a page can be.',
    hint: 'Check the base URL: this is not an answer of the API.',
  },
  'source.leak': {
    phase: 'extract',
    recovery: 'abort',
    exitCode: 65,
    summary: 'The answer holds the API key, so it was not staged.',
    hint: 'Check the base URL and any proxy in between: something echoes the request.',
  },
  'source.refused': {
    phase: 'extract',
    recovery: 'reconfigure',
    exitCode: 77,
    summary: 'The source refuses the key or the plan does not include the request.',
    hint: 'Check the key, and that it belongs to the plan in use.',
  },
  'source.request': {
    phase: 'extract',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'The source calls the request wrong.',
    hint: 'Check the universe, currency and base URL.',
  },
  'source.redirect': {
    phase: 'extract',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'The source redirects, and a key must not follow a redirect.',
    hint: 'Set the base URL of the source to the address that answers.',
  },
  'pipeline.busy': {
    phase: 'stage',
    recovery: 'retry',
    exitCode: 75,
    summary: 'Another run of the pipeline holds its lease.',
    hint: 'Wait for it to end, then run again.',
  },
  'store.fenced': {
    phase: 'stage',
    recovery: 'retry',
    exitCode: 75,
    summary:
      'Another run took the lease over while this one stood still; nothing of this one was written since.',
    hint: 'Run again with the same --batch-id.',
  },
  'store.locked': {
    phase: 'stage',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The database stayed locked by another program for longer than the busy timeout.',
    hint: 'Close what holds it open for writing, then run again.',
  },
  'store.full': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The disk is full. What was committed before is whole.',
    hint: 'Make space (`tamis prune --dry-run` shows what raw pages take), then run again with the same --batch-id.',
  },
  'store.read_only': {
    phase: 'stage',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The database or its folder cannot be written.',
    hint: 'Check owner and mode of the file and its folder.',
  },
  'store.io': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The storage failed a read, write or sync.',
    hint: 'Check the disk, then run again with the same --batch-id.',
  },
  'store.corrupt': {
    phase: 'stage',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The database file is damaged or not a SQLite database.',
    hint: 'Restore the last backup with `tamis restore`; do not write to this file.',
  },
  'store.foreign': {
    phase: 'stage',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The file is a database of another program.',
    hint: 'Choose another path with --database or TAMIS_DATABASE.',
  },
  'store.newer': {
    phase: 'stage',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The database was written by a newer tamis.',
    hint: 'Update tamis.',
  },
  'store.network_fs': {
    phase: 'stage',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The database lies on a network file system, where its locks do not hold.',
    hint: 'Put it on a local disk.',
  },
  'issues.unwritable': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 74,
    summary: 'The folder of the issue files cannot be written.',
    hint: 'Check the folder, then `tamis quarantine export`.',
  },
  'issues.differ': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 74,
    summary: 'Issue files are not what the quarantine says; the quarantine is the truth.',
    hint: 'Write them again with `tamis quarantine export`.',
  },
  'output.unwritable': {
    phase: 'configure',
    recovery: 'abort',
    exitCode: 74,
    summary: 'A file that a command was told to write cannot be written.',
    hint: 'Check its folder, owner and mode, and the space on the disk, then run the command again.',
  },
  'page.damaged': {
    phase: 'transform',
    recovery: 'abort',
    exitCode: 74,
    summary: 'Staged bytes no longer match their sha256.',
    hint: 'Restore the last backup with `tamis restore`.',
  },
  'page.pruned': {
    phase: 'transform',
    recovery: 'abort',
    exitCode: 65,
    summary: 'The staged bytes of the batch were pruned.',
    hint: 'Its rows stand as they are; a backup may still hold the bytes.',
  },
  'clock.wrong': {
    phase: 'configure',
    recovery: 'reconfigure',
    exitCode: 78,
    summary: 'The clock of this machine is far from that of the source.',
    hint: 'Set it by the network, for example with `timedatectl set-ntp true`.',
  },
  'parse.failed': {
    phase: 'transform',
    recovery: 'abort',
    exitCode: 1,
    summary: 'The source plugin threw while it parsed a staged page.',
    hint: 'A defect of the source plugin; the batch stays sealed and loads after a fix.',
  },
  'rule.failed': {
    phase: 'transform',
    recovery: 'abort',
    exitCode: 1,
    summary: 'A rule or gate threw, or took longer than it may.',
    hint: 'Mend or switch off the rule; the batch stays sealed and loads after that.',
  },
  'rule.invalid_verdict': {
    phase: 'transform',
    recovery: 'abort',
    exitCode: 1,
    summary: 'A rule or gate returned something that is not a verdict.',
    hint: 'Mend or switch off the rule; the batch stays sealed and loads after that.',
  },
  'conservation.broken': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 1,
    summary: 'Extracted, loaded, quarantined and duplicate records do not add up, so nothing was committed.',
    hint: 'A defect of tamis or a plugin: please report it with the counts.',
  },
  'run.interrupted': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 130,
    summary: 'The run was asked to stop, and did, between two transactions.',
    hint: 'Go on with the same --batch-id.',
  },
  'run.deadline': {
    phase: 'extract',
    recovery: 'retry',
    exitCode: 75,
    summary: 'The run reached its deadline.',
    hint: 'Go on with the same --batch-id: pages already staged are not asked again.',
  },
  'defect.unexpected': {
    phase: 'load',
    recovery: 'abort',
    exitCode: 1,
    summary: 'Something happened that tamis does not know.',
    hint: 'Please report it; run again with the same --batch-id.',
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>

export type ErrorCode = keyof typeof ERRORS

export interface ErrorDetails {
  /** What happened and why, in one sentence, with the values that matter and never a key. */
  readonly message: string
  readonly hint?: string
  readonly phase?: Phase
  readonly exitCode?: number
  readonly cause?: unknown
  /** Facts for machines: status, content type, size, sha256, holder … */
  readonly details?: Readonly<Record<string, unknown>>
}

/** An error a user can act on. Everything else that is thrown is a defect. */
export class TamisError extends Error {
  override readonly name = 'TamisError'
  readonly code: string
  readonly phase: Phase
  readonly recovery: Recovery
  readonly exitCode: number
  readonly hint: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    const definition = ERRORS[code]
    this.code = code
    this.phase = details.phase ?? definition.phase
    this.recovery = definition.recovery
    this.exitCode = details.exitCode ?? definition.exitCode
    this.hint = details.hint ?? definition.hint
    this.details = details.details ?? {}
  }
}

/** Any thrown value as a {@link TamisError}; what is not one becomes a defect of the given phase. */
export function asTamisError(thrown: unknown, phase: Phase): TamisError {
  if (isTamisError(thrown)) return thrown
  // Closing failed after something else had: what came first is what matters.
  if (thrown instanceof Error && thrown.name === 'SuppressedError' && 'suppressed' in thrown) {
    return asTamisError(thrown.suppressed, phase)
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return new TamisError('defect.unexpected', { message, phase, cause: thrown })
}

/** True for a TamisError of this or another copy of core, as plugins may bring their own. */
export function isTamisError(thrown: unknown): thrown is TamisError {
  return (
    thrown instanceof Error && thrown.name === 'TamisError' && 'recovery' in thrown && 'exitCode' in thrown
  )
}
