import { sha256 } from '../page-hash.ts'
import type { RuleVersion, Versions } from '../transform/transformed.ts'
import type { Pipeline } from './pipeline.ts'

/** What a pipeline judges by, with one hash over it: the same hash, the same judgement of the same bytes. */
export function versionsOf<T extends object>(pipeline: Pipeline<T>): Versions {
  const { source } = pipeline
  const rules = [...pipeline.rules, ...pipeline.gates]
    .map(({ id, version, severity, settings = {} }): RuleVersion => ({ id, version, severity, settings }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const judged = { source: `${source.name}@${source.version}`, dataset: source.dataset.version, rules }
  return { ...judged, hash: sha256(JSON.stringify(judged)) }
}
