import { TamisError } from '@tamis/core'
import type { Variables } from '../config/source-variables.ts'

export const SCHEDULE_KINDS = ['systemd', 'cron', 'airflow', 'kubernetes', 'github', 'compose'] as const
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number]

/** What to run, when, where and with which key. Paths are absolute paths of the machine that runs it. */
export interface ScheduleOptions {
  readonly pipeline: string
  /** `HH:MM`, ascending and distinct, as {@link parseTimes} gives them. */
  readonly times: readonly string[]
  /** IANA name; the times are local to it. */
  readonly timezone: string
  /** Seconds that one run is planned to take; the time limits follow from it. */
  readonly plannedSeconds: number
  /** How that machine starts tamis, one argument an entry. */
  readonly command: readonly string[]
  /** Working directory of the run. */
  readonly directory: string
  /** Config file, or null for the built-in pipeline. */
  readonly config: string | null
  readonly database: string
  /** Folder of the issue files. */
  readonly issues: string
  /** Folders that the config has observers write to. */
  readonly observed: readonly string[]
  /** Account that owns the data when it lies outside /var/lib; null for an account made for the service. */
  readonly user: string | null
  /** What the source of the pipeline reads of the environment. */
  readonly variables: Variables
  /** The variable of the key that is set, and the file that holds it; null runs without a key. */
  readonly key: { readonly variable: string; readonly file: string } | null
  /** Container image, for the schedulers that take one. */
  readonly image: string
  /** Version of tamis, for what installs it. */
  readonly version: string
}

/** Where a key is looked for when the environment names no file of it. */
export function keyFile(variable: string): string {
  return `/etc/tamis/${variable.toLowerCase()}`
}

/** The variable of the key that is set, else the first that there is; undefined for a source without one. */
export function keyVariable({ key, variables }: ScheduleOptions): string | undefined {
  return key?.variable ?? variables.keys[0]
}

/** One file of a schedule. `path` is relative to the folder it is written to; `mode` defaults to 0644. */
export interface ScheduleFile {
  readonly path: string
  readonly content: string
  readonly mode?: number
}

/** The name that units, DAGs and manifests carry: `tamis` for the default pipeline, else `tamis-NAME`. */
export function unitName({ pipeline }: Pick<ScheduleOptions, 'pipeline'>): string {
  return pipeline === 'markets' ? 'tamis' : `tamis-${pipeline}`
}

/**
 * Refuses what no scheduler file can hold: control characters, which end a line in every format.
 * @throws usage.invalid
 */
export function checkOptions(options: ScheduleOptions): ScheduleOptions {
  const texts = [
    ...options.command,
    options.directory,
    options.config ?? '',
    options.database,
    options.issues,
    ...options.observed,
    options.user ?? '',
    options.key?.file ?? '',
    options.image,
  ]
  // Of a credential's path systemd takes the rest of the line, which no quote can protect.
  const keyFile = options.key?.file ?? ''
  const bad = texts.find((text) => /\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)) ?? /^.*[\\\s]$/.exec(keyFile)?.[0]
  if (bad === undefined) return options
  throw new TamisError('usage.invalid', {
    message: `A path or argument holds a line break or control character, or the key's file ends in a space or backslash: ${JSON.stringify(bad)}.`,
    hint: 'Rename it; no scheduler takes such a path.',
  })
}
