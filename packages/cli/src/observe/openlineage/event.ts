import { isoTime, type Pipeline, type RunReport } from '@tamis/core'
import type { AnyRecord } from '../../config/plugin-kinds.ts'
import type { Beginning } from '../observer.ts'
import { type Facet, type FacetMaker, facetMaker, schemaFields } from './facets.ts'
import type { Parents } from './parent.ts'

/** What all events of one run say alike. */
export interface Lineage {
  readonly pipeline: Pipeline<AnyRecord>
  /** Absolute path of the SQLite file; null where the sink is another. */
  readonly database: string | null
  /** Of tamis. */
  readonly version: string
  /** Namespace of the job. */
  readonly namespace: string
  readonly parents: Parents | undefined
}

type Event = Readonly<Record<string, unknown>>
type EventType = 'START' | 'COMPLETE' | 'FAIL' | 'ABORT'

const EVENT_TYPES = {
  published: 'COMPLETE',
  unchanged: 'COMPLETE',
  skipped: 'COMPLETE',
  planned: 'COMPLETE',
  rejected: 'FAIL',
  failed: 'FAIL',
  interrupted: 'ABORT',
} as const satisfies Record<RunReport['status'], EventType>

/** The event of a run that begins; pure. */
export function startEvent(lineage: Lineage, { runId, startedAt }: Beginning): Event {
  const facet = facetMaker(producerOf(lineage))
  const { staged, records } = datasetsOf(lineage)
  return event(lineage, 'START', startedAt, {
    run: { runId, facets: runFacets(lineage, facet) },
    inputs: [staged],
    outputs: [records],
  })
}

/** The event of a run that ended, with what it counted and what its rules and gates said; pure. */
export function endEvent(lineage: Lineage, report: RunReport): Event {
  const facet = facetMaker(producerOf(lineage))
  const facets = {
    ...runFacets(lineage, facet),
    tags: facet('TagsRunFacet', { tags: tagsOf(report) }),
    ...errorFacet(report, facet),
  }
  // An earlier batch that was found is no work of this run.
  const isWork = report.status !== 'unchanged' && report.status !== 'skipped'
  return event(lineage, EVENT_TYPES[report.status], report.finishedAt, {
    run: { runId: report.runId, facets },
    inputs: isWork ? inputs(lineage, report, facet) : [],
    outputs: isWork ? outputs(lineage, report, facet) : [],
  })
}

function event(lineage: Lineage, eventType: EventType, at: number, parts: Event): Event {
  const producer = producerOf(lineage)
  const jobType = { processingType: 'BATCH', integration: 'TAMIS', jobType: 'PIPELINE' }
  return {
    eventType,
    eventTime: isoTime(at),
    producer,
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    job: {
      namespace: lineage.namespace,
      name: `tamis.${lineage.pipeline.name}`,
      facets: { jobType: facetMaker(producer)('JobTypeJobFacet', jobType) },
    },
    ...parts,
  }
}

const producerOf = ({ version }: Lineage): string => `pkg:npm/tamis@${version}`

type DatasetName = { readonly namespace: string; readonly name: string }

/** The tables of the pipeline: local files are in the namespace `file`, under their path. */
function datasetsOf({
  pipeline,
  database,
}: Lineage): Record<'staged' | 'records' | 'quarantine', DatasetName> {
  const namespace = database === null ? pipeline.sink.name : 'file'
  const table = (name: string): DatasetName => ({
    namespace,
    name: database === null ? name : `${database}/${name}`,
  })
  const dataset = pipeline.source.dataset.name
  return { staged: table(`stg_${dataset}`), records: table(dataset), quarantine: table('quarantine') }
}

function runFacets({ version, parents }: Lineage, facet: FacetMaker): Readonly<Record<string, Facet>> {
  return {
    processing_engine: facet('ProcessingEngineRunFacet', { name: 'tamis', version }),
    ...(parents === undefined ? {} : { parent: facet('ParentRunFacet', { ...parents }) }),
  }
}

function tagsOf({ batchId, attempt, revision, status }: RunReport): readonly Facet[] {
  return Object.entries({ batch_id: batchId ?? '', attempt, revision, status }).map(([key, value]) => ({
    key,
    value: String(value),
    source: 'tamis',
  }))
}

function errorFacet({ error }: RunReport, facet: FacetMaker): Readonly<Record<string, Facet>> {
  if (error === null) return {}
  const message = `${error.code}: ${error.message} ${error.hint}`
  return { errorMessage: facet('ErrorMessageRunFacet', { message, programmingLanguage: 'TypeScript' }) }
}

function inputs(lineage: Lineage, report: RunReport, facet: FacetMaker): readonly Event[] {
  const { staged } = datasetsOf(lineage)
  if (report.extracted === 0) return [staged]
  const inputFacets = {
    inputStatistics: facet('InputStatisticsInputDatasetFacet', { rowCount: report.extracted }),
    dataQualityAssertions: facet('DataQualityAssertionsDatasetFacet', {
      assertions: assertionsOf(lineage.pipeline, report),
    }),
  }
  return [{ ...staged, inputFacets }]
}

/** A rule held where it found nothing; a gate that could not judge asserts nothing. */
function assertionsOf({ rules, gates }: Pipeline<AnyRecord>, report: RunReport): readonly Event[] {
  const ofRules = rules.map(({ id, severity }) => {
    const found = report.findings[id] ?? 0
    return { assertion: id, success: found === 0, severity, expected: '0', actual: String(found) }
  })
  const ofGates = gates
    .filter(({ id }) => report.gates[id] === 'passed' || report.gates[id] === 'failed')
    .map(({ id, severity }) => ({ assertion: id, success: report.gates[id] === 'passed', severity }))
  return [...ofRules, ...ofGates]
}

/** Only what was written: a rejected batch leaves its quarantine and no record. */
function outputs(lineage: Lineage, report: RunReport, facet: FacetMaker): readonly Event[] {
  const { records, quarantine } = datasetsOf(lineage)
  const counted = (rowCount: number): Event => ({
    outputStatistics: facet('OutputStatisticsOutputDatasetFacet', { rowCount }),
  })
  const kept = { ...quarantine, outputFacets: counted(report.quarantined) }
  if (report.status === 'rejected') return [kept]
  if (report.status !== 'published') return []
  const { key, fields } = lineage.pipeline.source.dataset
  const facets = { schema: facet('SchemaDatasetFacet', { fields: schemaFields(key, fields) }) }
  return [{ ...records, facets, outputFacets: counted(report.loaded) }, kept]
}
