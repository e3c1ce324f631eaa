import { nearest, PIPELINE_NAME, TamisError } from '@tamis/core'
import * as v from 'valibot'
import type { Config, PipelineConfig } from './define-config.ts'

// No message quotes what was given: it may be a key in the wrong place.
const object = <const E extends v.ObjectEntries>(entries: E) => v.strictObject(entries, 'must be an object')
const path = v.pipe(v.string('must be a path'), v.nonEmpty('must not be empty'))
/** A plugin and its options. */
export const PLUGIN = object({
  use: v.union(
    [
      v.pipe(v.string(), v.nonEmpty()),
      v.custom<(options: unknown) => unknown>((use) => typeof use === 'function'),
    ],
    'must be the name of a module or a factory',
  ),
  with: v.optional(v.record(v.string(), v.unknown(), 'must be an object')),
})
const judges = v.record(
  v.string(),
  v.union([v.string(), v.record(v.string(), v.unknown())], 'must be a severity or an object of settings'),
  'must be an object',
)
/** What a pipeline is made of. */
export const PIPELINE = v.pipe(
  object({
    source: PLUGIN,
    store: v.optional(PLUGIN),
    stager: v.optional(PLUGIN),
    sink: v.optional(PLUGIN),
    rules: v.optional(v.array(PLUGIN, 'must be a list')),
    gates: v.optional(judges),
  }),
  v.check(
    ({ store, stager, sink }) => store === undefined || (stager === undefined && sink === undefined),
    'has a store of both, so neither stager nor sink goes beside it',
  ),
  v.check(
    ({ stager, sink }) => (stager === undefined) === (sink === undefined),
    'needs stager and sink, or a store of both',
  ),
)
const NO_NAME = `is no name of a pipeline: ${PIPELINE_NAME.source}`
const name = v.pipe(v.string(), v.regex(PIPELINE_NAME, NO_NAME))

/** What a configuration may hold, as far as no plugin is needed to know. */
export const CONFIG = object({
  $schema: v.optional(v.string()),
  database: v.optional(path),
  issues: v.optional(v.nullable(path)),
  observe: v.optional(
    object({ openlineage: v.optional(path), metrics: v.optional(path), notify: v.optional(path) }),
  ),
  pipelines: v.pipe(
    v.record(name, PIPELINE, 'must be an object of pipelines by name'),
    v.check((pipelines) => Object.keys(pipelines).length > 0, 'must hold at least one pipeline'),
  ),
})

/**
 * A configuration as it was read, checked as far as no plugin is needed for it.
 *
 * @throws TamisError `config.invalid` naming every problem with its path.
 */
export function checkConfig(config: unknown, file: string): Config {
  const result = v.safeParse(CONFIG, config)
  if (result.success) return result.output as Config
  const problems = result.issues.map(problemOf)
  throw configInvalid(problems, file)
}

/** The parts of a pipeline that have their shape, if together they are one: their plugins can be asked. */
export function soundPipeline(pipeline: unknown): PipelineConfig | undefined {
  if (typeof pipeline !== 'object' || pipeline === null) return undefined
  const given = pipeline as Readonly<Record<string, unknown>>
  const sound = Object.entries(PIPELINE.entries).filter(
    ([name, schema]) => Object.hasOwn(given, name) && v.safeParse(schema, given[name]).success,
  )
  const result = v.safeParse(PIPELINE, Object.fromEntries(sound.map(([name]) => [name, given[name]])))
  return result.success ? (result.output as PipelineConfig) : undefined
}

/** What is wrong with a pipeline's name, as the check of the shape says it. */
export function nameProblem(name: string): string {
  return `pipelines.${name}: ${NO_NAME}`
}

/** The settings of each level: of the config, of a pipeline, of a plugin in it. */
const KNOWN: Readonly<Record<number, readonly string[]>> = {
  1: Object.keys(CONFIG.entries),
  3: Object.keys(PIPELINE.entries),
  4: Object.keys(PLUGIN.entries),
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue)
  if (where === null) return `config: ${issue.message}`
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const typed = String(issue.path?.at(-1)?.key)
    const meant = nearest(typed, KNOWN[issue.path?.length ?? 0] ?? [])
    return `${where}: no such setting${meant === undefined ? '' : `; did you mean ${meant}?`}`
  }
  return `${where}: ${issue.received === 'undefined' ? 'is missing' : issue.message}`
}

/** What is known of problems beyond their text. */
export interface ProblemFacts {
  /** Those of them that lie in the environment. Default none. */
  readonly environment?: readonly string[]
  /** What more to do about some of them. Default nothing. */
  readonly hints?: readonly string[]
}

/** The error of a configuration with problems, all of them in one. */
export function configInvalid(
  problems: readonly string[],
  file: string | null,
  { environment = [], hints = [] }: ProblemFacts = {},
): TamisError {
  const variables = new Set(environment)
  const areOthers = problems.some((problem) => !variables.has(problem))
  const entries = file === null ? 'Mend the named flags or variables.' : `Mend the named entries of ${file}.`
  const mend = [
    ...(areOthers ? [entries] : []),
    ...(variables.size > 0 ? ['Mend the variables of the environment.'] : []),
  ]
  return new TamisError('config.invalid', {
    message: [...new Set(problems)].join('\n'),
    hint: [...new Set([...mend, ...hints])].join(' '),
    details: { environment: [...variables] },
  })
}

/** The problems that an error holds, and which of them lie in the environment. */
export function problemsIn({ message, details }: TamisError): Problems {
  const { environment = [] } = details as Pick<ProblemFacts, 'environment'>
  return { problems: message.split('\n'), environment }
}

/** Problems of a configuration. */
export interface Problems {
  readonly problems: readonly string[]
  /** Those of them that lie in the environment. */
  readonly environment: readonly string[]
}
