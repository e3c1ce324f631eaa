import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const FOLDER = join(import.meta.dirname, 'spec')

/** Facets whose schema is not in the folder; the system test holds them against OpenLineage's own client. */
const ELSEWHERE = ['DataQualityAssertionsDatasetFacet', 'TagsRunFacet']

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(read('OpenLineage.json'))
for (const file of readdirSync(join(FOLDER, 'facets'))) ajv.addSchema(read(`facets/${file}`))

function read(file: string): object {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as object
}

/** What the published schemas find wrong with an event and with each of its facets, which the first does not look into. */
export function lineageProblems(event: unknown): readonly string[] {
  const { schemaURL } = event as { readonly schemaURL: string }
  return [...problemsBy(schemaURL, event), ...facetsIn(event).flatMap(facetProblems)]
}

interface FacetLike {
  readonly _schemaURL: string
}

function facetProblems(facet: FacetLike): readonly string[] {
  const name = facet._schemaURL.split('/').at(-1) ?? ''
  return ELSEWHERE.includes(name) ? [] : problemsBy(facet._schemaURL, facet)
}

function problemsBy(url: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(url)
  if (validate === undefined) return [`${url} is no published schema`]
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${url}: ${instancePath} ${message}`)
}

function facetsIn(value: unknown): readonly FacetLike[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(facetsIn)
  return '_schemaURL' in value ? [value as FacetLike, ...inner] : inner
}
