import type { StandardSchemaV1 } from '@standard-schema/spec'
import { TamisError } from '../errors.ts'
import type { Finding } from './rule.ts'

export type Validated<T> = { readonly record: T } | { readonly findings: readonly Finding[] }

/**
 * A candidate through the dataset's schema: the record, or one finding for each issue.
 *
 * @throws TamisError `parse.failed` when the schema throws or is asynchronous: a defect of the plugin, not of the data.
 */
export function validate<T>(schema: StandardSchemaV1<unknown, T>, candidate: unknown): Validated<T> {
  const result = callSchema(schema, candidate)
  if (result.issues === undefined) return { record: result.value }
  return { findings: result.issues.map((issue) => schemaFinding(issue, candidate)) }
}

function callSchema<T>(schema: StandardSchemaV1<unknown, T>, candidate: unknown): StandardSchemaV1.Result<T> {
  let result: StandardSchemaV1.Result<T> | Promise<StandardSchemaV1.Result<T>>
  try {
    result = schema['~standard'].validate(candidate)
  } catch (cause) {
    throw new TamisError('parse.failed', { message: `The dataset's schema threw: ${String(cause)}`, cause })
  }
  if (result instanceof Promise) {
    throw new TamisError('parse.failed', { message: 'The schema validates asynchronously; it must not.' })
  }
  return result
}

/** An issue of any Standard Schema vendor as a finding, with the value at its path. */
export function schemaFinding(issue: StandardSchemaV1.Issue, value: unknown): Finding {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))
  let received: unknown = value
  for (const key of path) {
    const holder = received
    received = isObject(holder) && Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined
  }
  return {
    code: 'invalid',
    message: issue.message,
    ...(path.length > 0 ? { path: path.map(String).join('.') } : {}),
    received: brief(received),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Enough of a value to see what is wrong; the whole record stands beside it anyway. */
function brief(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'string') return value.slice(0, 200)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return isObject(value) ? JSON.stringify(value).slice(0, 200) : value
}
