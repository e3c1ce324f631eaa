import type { Judge, Sink, Source, Stager } from '@tamis/core'
import { TamisError } from '@tamis/core'

/** Records of a dataset that only its plugins know. */
export type AnyRecord = Record<string, unknown>

export interface Store {
  readonly stager: Stager
  readonly sink: Sink<AnyRecord>
}

/** What a factory in a place of the config must give, told by its shape. */
const SHAPES = {
  source: {
    what: 'a source',
    functions: ['requests', 'requested', 'connect', 'parse', 'slice', 'estimate'],
    objects: ['dataset', 'plan'],
  },
  stager: { what: 'a stager', functions: ['open'], objects: [] },
  sink: { what: 'a sink', functions: ['open'], objects: [] },
  store: { what: 'a store of stager and sink', functions: [], objects: ['stager', 'sink'] },
} as const
type Kind = keyof typeof SHAPES

/** @throws TamisError `plugin.invalid` naming what is missing. */
export const asSource = (made: unknown, path: string): Source<AnyRecord> =>
  shaped<Source<AnyRecord>>('source', made, path)
/** @throws TamisError `plugin.invalid` naming what is missing. */
export const asStager = (made: unknown, path: string): Stager =>
  shaped<Stager>('stager', part(made, 'stager'), path)
/** @throws TamisError `plugin.invalid` naming what is missing. */
export const asSink = (made: unknown, path: string): Sink<AnyRecord> =>
  shaped<Sink<AnyRecord>>('sink', part(made, 'sink'), path)
/** @throws TamisError `plugin.invalid` naming what is missing. */
export function asStore(made: unknown, path: string): Store {
  const { stager, sink } = shaped<Store>('store', made, path)
  return { stager: asStager(stager, path), sink: asSink(sink, path) }
}

/** @throws TamisError `plugin.invalid` naming the first that is neither rule, gate nor schema. */
export function asJudges(made: unknown, path: string): readonly Judge<AnyRecord>[] {
  const list: readonly unknown[] = Array.isArray(made) ? made : [made]
  const wrong = list.findIndex((judge) => !isJudge(judge))
  if (wrong < 0) return list as readonly Judge<AnyRecord>[]
  throw new TamisError('plugin.invalid', {
    message: `${path}: gives ${describe(list[wrong])} at position ${wrong}, where rules, gates or schemas belong`,
  })
}

function isJudge(value: unknown): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  if ('~standard' in value) return true
  const { kind, id, version, check } = value as Partial<Record<string, unknown>>
  return (
    (kind === 'rule' || kind === 'gate') &&
    typeof id === 'string' &&
    typeof version === 'number' &&
    typeof check === 'function'
  )
}

/** A store may stand where one of its halves is asked for. */
function part(made: unknown, half: 'stager' | 'sink'): unknown {
  return typeof made === 'object' && made !== null && half in made
    ? (made as Record<string, unknown>)[half]
    : made
}

function shaped<P>(kind: Kind, made: unknown, path: string): P {
  const { what, functions, objects } = SHAPES[kind]
  if (typeof made !== 'object' || made === null)
    throw misfit(`${path}: gives ${describe(made)}, where ${what} belongs`)
  const lacks = (names: readonly string[], type: string): readonly string[] =>
    names.filter((name) => typeof (made as Record<string, unknown>)[name] !== type)
  const missing = [...lacks(functions, 'function'), ...lacks(objects, 'object')]
  if (missing.length > 0)
    throw misfit(`${path}: gives no ${what.replace(/^a /, '')}: it lacks ${missing.join(', ')}`)
  return made as P
}

function misfit(message: string): TamisError {
  return new TamisError('plugin.invalid', { message })
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}
