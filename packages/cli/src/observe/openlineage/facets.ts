import type { Field } from '@tamis/core'

/** One facet as it stands in an event: values beside who made it and the schema that it follows. */
export type Facet = Readonly<Record<string, unknown>>

/** Versions of the schemas of the facets, as published. */
const FACETS = {
  DataQualityAssertionsDatasetFacet: '1-1-0',
  ErrorMessageRunFacet: '1-0-1',
  InputStatisticsInputDatasetFacet: '1-0-0',
  JobTypeJobFacet: '2-0-3',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  ParentRunFacet: '1-1-0',
  ProcessingEngineRunFacet: '1-1-1',
  SchemaDatasetFacet: '1-2-0',
  TagsRunFacet: '1-0-0',
} as const

/** Makes facets of one producer. */
export type FacetMaker = (name: keyof typeof FACETS, values: Readonly<Record<string, unknown>>) => Facet

export function facetMaker(producer: string): FacetMaker {
  return (name, values) => ({
    _producer: producer,
    _schemaURL: `https://openlineage.io/spec/facets/${FACETS[name]}/${name}.json#/$defs/${name}`,
    ...values,
  })
}

/** The columns of a dataset, with what they mean. */
export function schemaFields(
  key: string,
  fields: Readonly<Record<string, Field>>,
): readonly Readonly<Record<string, string>>[] {
  const others = Object.entries(fields).map(([name, { type, doc }]) => ({ name, type, description: doc }))
  return [{ name: key, type: 'text' }, ...others]
}
