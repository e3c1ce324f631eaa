import type { Dataset, Field } from '@tamis/core'
import { brief } from './check.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const NAME = /^[a-z][a-z0-9_]{0,39}$/
const FIELD_NAME = /^[a-z][a-z0-9_]{0,62}$/
const TYPES: Readonly<Record<Field['type'], (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  // Beyond 2^53 a number is not exact, beyond 2^63 no column holds it.
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 63,
  // 1e400 is well-formed JSON: whether a record may hold it is for a rule to say.
  real: (value) => typeof value === 'number' && !Number.isNaN(value),
  timestamp: (value) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)),
  json: (value) => typeof value === 'string' && isJson(value),
}

/** What is wrong with the description of a dataset. */
export function datasetProblems<T extends object>(dataset: Dataset<T>): readonly string[] {
  const { name, version, key, fields } = dataset
  return [
    ...(NAME.test(name) ? [] : [`the name ${JSON.stringify(name)} does not match ${NAME.source}`]),
    ...(Number.isSafeInteger(version) && version >= 1 ? [] : [`the version is ${version}`]),
    ...(FIELD_NAME.test(key) ? [] : [`the key ${JSON.stringify(key)} is no name of a column`]),
    ...(Object.keys(fields).length > 0 ? [] : ['it has no fields']),
    ...Object.entries(fields).flatMap(([field, { type, nullable, doc }]) => [
      ...(FIELD_NAME.test(field) ? [] : [`the field ${JSON.stringify(field)} is no name of a column`]),
      ...(Object.hasOwn(TYPES, type) ? [] : [`the field ${field} has the unknown type ${brief(type)}`]),
      ...(typeof nullable === 'boolean' ? [] : [`the field ${field} does not say whether it is nullable`]),
      ...(typeof doc === 'string' && doc.trim() !== '' ? [] : [`the field ${field} has no doc`]),
    ]),
  ]
}

/** Where a record is not what its dataset says. */
export function recordProblems<T extends object>(dataset: Dataset<T>, record: T): readonly string[] {
  if (typeof record !== 'object' || record === null) return [`the record is ${brief(record)}`]
  const key: unknown = Reflect.get(record, dataset.key)
  const problems =
    typeof key === 'string' && key !== ''
      ? []
      : [`the key ${dataset.key} is ${brief(key)} and should be text`]
  for (const [name, field] of Object.entries(dataset.fields)) {
    if (name === dataset.key) continue
    const value: unknown = Reflect.get(record, name)
    if (value === null && field.nullable) continue
    if (!TYPES[field.type](value))
      problems.push(`the field ${name} is ${brief(value)} and should be ${field.type}`)
  }
  return problems
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
