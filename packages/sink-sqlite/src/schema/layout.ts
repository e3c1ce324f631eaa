import { type Dataset, FIELD_TYPES, type Field, type FieldType, TamisError } from '@tamis/core'

export interface LayoutField {
  readonly name: string
  readonly type: FieldType
  readonly slow: boolean
}

/** How a dataset is laid out in tables: what is kept once a thing, what once a batch. */
export interface Layout {
  readonly dataset: string
  readonly key: string
  /** In the order of the dataset's columns. */
  readonly fields: readonly LayoutField[]
  readonly slow: readonly LayoutField[]
  readonly fast: readonly LayoutField[]
  readonly tables: {
    readonly staged: string
    readonly keys: string
    readonly identities: string
    readonly rows: string
    readonly superseded: string
    readonly latest: string
  }
}

const NAME = /^[a-z][a-z0-9_]{0,39}$/
const FIELD_NAME = /^[a-z][a-z0-9_]{0,62}$/
/** Columns that every final layer has beside the fields of its dataset. */
export const COMMON_COLUMNS = [
  'pipeline',
  'vs_currency',
  'batch_id',
  'revision',
  'extracted_at',
  'page',
  'position',
]
const INNER_COLUMNS = [
  'batch_no',
  'key_no',
  'identity_no',
  'since_revision',
  'from_revision',
  'to_revision',
  'key',
]

/** The layout of a dataset. @throws TamisError `plugin.invalid` naming every name or type that cannot be kept. */
export function layoutOf<T extends object>(dataset: Dataset<T>): Layout {
  const fields = Object.entries(dataset.fields)
    .filter(([name]) => name !== dataset.key)
    .map(([name, field]) => ({ name, type: field.type, slow: field.slow === true }))
  const problems = [
    ...(NAME.test(dataset.name) ? [] : [`${JSON.stringify(dataset.name)} is no name for tables`]),
    ...[dataset.key, ...fields.map((field) => field.name)].flatMap(nameProblems),
    ...fields.flatMap(({ name, type }) => typeProblems(name, type)),
  ]
  if (problems.length > 0) {
    throw new TamisError('plugin.invalid', { message: `Dataset ${dataset.name}: ${problems.join('; ')}` })
  }
  return layout(dataset.name, dataset.key, fields)
}

/** The layout of given fields. */
export function layout(dataset: string, key: string, fields: readonly LayoutField[]): Layout {
  return {
    dataset,
    key,
    fields,
    slow: fields.filter((field) => field.slow),
    fast: fields.filter((field) => !field.slow),
    tables: {
      staged: stagedTable(dataset),
      keys: `${dataset}_keys`,
      identities: `${dataset}_identities`,
      rows: `${dataset}_rows`,
      superseded: `${dataset}_superseded`,
      latest: `${dataset}_latest`,
    },
  }
}

/** The layout with some of its fields alone. */
export function narrowed(whole: Layout, names: readonly string[]): Layout {
  const some = whole.fields.filter((field) => names.includes(field.name))
  return layout(whole.dataset, whole.key, some)
}

/** Where the raw pages of a dataset are kept. */
export function stagedTable(dataset: string): string {
  return `stg_${dataset}`
}

function nameProblems(name: string): string[] {
  if (!FIELD_NAME.test(name)) return [`${JSON.stringify(name)} is no name for a column`]
  if (COMMON_COLUMNS.includes(name) || INNER_COLUMNS.includes(name)) return [`the name ${name} is taken`]
  return []
}

function typeProblems(name: string, type: Field['type']): string[] {
  return FIELD_TYPES.includes(type) ? [] : [`field ${name} has the unknown type ${JSON.stringify(type)}`]
}
