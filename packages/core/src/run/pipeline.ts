import type { StandardSchemaV1 } from '@standard-schema/spec'
import { PIPELINE_NAME } from '../batch.ts'
import type { Source } from '../extract/source.ts'
import type { Sink } from '../load/sink.ts'
import type { Stager } from '../stage/stager.ts'
import { ENGINE_JUDGES } from '../transform/engine-judges.ts'
import type { Gate } from '../transform/gate.ts'
import type { Rule } from '../transform/rule.ts'
import { schemaRule } from '../transform/schema-rule.ts'
import { requireFieldsMeant } from './misspelt-fields.ts'

/** What may stand in a pipeline's `rules`: rules, gates, and any Standard Schema over records. */
export type Judge<T extends object> = Rule<T> | Gate<T> | StandardSchemaV1

/** A pipeline as its owner writes it. Does nothing until run. The source says what a record is. */
export interface PipelineDefinition<T extends object> {
  /** `[a-z][a-z0-9_-]{0,39}`; part of batch ids and of the lease. */
  readonly name: string
  readonly source: Source<T>
  readonly stager: Stager
  readonly sink: Sink<NoInfer<T>>
  /** Rules and gates in force; ids are unique. None by default. A bare schema becomes a rule that quarantines. */
  readonly rules?: readonly Judge<NoInfer<T>>[]
  /** Folder of the issue files. Default `data/issue`; null writes none. */
  readonly issues?: string | null
  /** Batches of it are published but never the latest: for another universe than the configured one. Default false. */
  readonly adHoc?: boolean
}

export interface Pipeline<T extends object> {
  readonly name: string
  readonly source: Source<T>
  readonly stager: Stager
  readonly sink: Sink<T>
  readonly rules: readonly Rule<T>[]
  readonly gates: readonly Gate<T>[]
  readonly issues: string | null
  readonly adHoc: boolean
}

/**
 * Checks a definition and sorts its rules from its gates.
 *
 * @throws TypeError for a bad name or two rules with one id: a mistake in the program, not in the data.
 * @throws TamisError `plugin.invalid` for a rule that looks back at a field by another name than the dataset has for it.
 */
export function definePipeline<T extends object>(definition: PipelineDefinition<T>): Pipeline<T> {
  const { name, source, stager, sink, rules: judges = [], issues = 'data/issue', adHoc = false } = definition
  if (!PIPELINE_NAME.test(name)) {
    throw new TypeError(`Pipeline name ${JSON.stringify(name)} does not match ${PIPELINE_NAME.source}`)
  }
  const rules: Rule<T>[] = []
  const gates: Gate<T>[] = []
  for (const judge of judges) {
    if ('~standard' in judge) rules.push(schemaRule(judge, { id: `schema.${rules.length + 1}` }))
    else if (judge.kind === 'gate') gates.push(judge)
    else rules.push(judge)
  }
  requireUnique([...ENGINE_JUDGES, ...rules, ...gates].map((judge) => judge.id))
  requireFieldsMeant(source.dataset, rules)
  return { name, source, stager, sink, rules, gates, issues, adHoc }
}

function requireUnique(ids: readonly string[]): void {
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw new TypeError(`Two rules have the id ${JSON.stringify(twice)}`)
}
