import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Rule, Severity } from './rule.ts'
import { schemaFinding } from './validate.ts'

export interface SchemaRuleOptions {
  readonly id: string
  /** Raise it when the schema changes what it lets through. Default 1. */
  readonly version?: number
  readonly summary?: string
  /** Default `quarantine`. */
  readonly severity?: Severity
}

/** Any Standard Schema (valibot, zod, arktype, …) over records as a rule: each issue is a finding. */
export function schemaRule<T extends object>(schema: StandardSchemaV1, options: SchemaRuleOptions): Rule<T> {
  return {
    kind: 'rule',
    id: options.id,
    version: options.version ?? 1,
    summary: options.summary ?? `Fits a schema of ${schema['~standard'].vendor}.`,
    severity: options.severity ?? 'quarantine',
    check(record) {
      const result = schema['~standard'].validate(record)
      if (result instanceof Promise)
        throw new TypeError('the schema validates asynchronously; a rule must not')
      return result.issues === undefined ? 'pass' : result.issues.map((issue) => schemaFinding(issue, record))
    },
  }
}
