// Writes packages/cli/config.schema.json: what an editor knows of a tamis.config.json, from the schemas that check it and
// the comments of their types.
import { readFileSync, writeFileSync } from 'node:fs'
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import { CONFIG, PIPELINE, PLUGIN } from '../packages/cli/src/config/config-schema.ts'
import { GATES, RULES } from '../packages/rules-market/src/judges.ts'
import { CODECS } from '../packages/sink-sqlite/src/options.ts'
import { OPTIONS } from '../packages/source-coingecko/src/options-schema.ts'
import { LARGEST_TOP } from '../packages/source-coingecko/src/universe.ts'

type Judge = (typeof RULES)[number] | (typeof GATES)[number]
type Properties = Readonly<Record<string, JsonSchema>>

const PACKAGES = new URL('../packages/', import.meta.url)
const TARGET = new URL('cli/config.schema.json', PACKAGES)
const MARKET_RULES = 'rules-market'
const DEFINE_CONFIG = 'cli/src/config/define-config.ts'

/** The schema of a configuration in JSON, with the options of the plugins that come with tamis. */
export function configSchema(): JsonSchema {
  const { $defs = {}, ...config } = convert(CONFIG, { pipeline: PIPELINE, plugin: PLUGIN })
  const { pipeline = {}, plugin = {} } = $defs as Properties
  const { pipelines = {}, observe = {}, ...others } = config.properties as Properties
  const entries = {
    ...others,
    observe: {
      ...observe,
      properties: documented(observe.properties as Properties, DEFINE_CONFIG, 'ObserveConfig'),
    },
    pipelines: { ...pipelines, minProperties: 1 },
  }
  return {
    title: 'Configuration of tamis',
    ...config,
    properties: documented(entries, DEFINE_CONFIG, 'Config'),
    $defs: {
      pipeline: {
        ...pipeline,
        properties: documented(
          { ...(pipeline.properties as Properties), gates: gates() },
          DEFINE_CONFIG,
          'PipelineConfig',
        ),
        // A store is a stager and a sink in one.
        not: { anyOf: [{ required: ['store', 'stager'] }, { required: ['store', 'sink'] }] },
        dependencies: { stager: ['sink'], sink: ['stager'] },
      },
      plugin: {
        ...plugin,
        properties: documented(plugin.properties as Properties, DEFINE_CONFIG, 'PluginUse'),
        allOf: Object.keys(OPTIONS_OF).map((name) => ({
          if: { properties: { use: { const: `@tamis/${name}` } } },
          // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
          then: { properties: { with: { $ref: `#/$defs/${name}` } } },
        })),
      },
      ...Object.fromEntries(Object.entries(OPTIONS_OF).map(([name, options]) => [name, options()])),
    },
  }
}

function convert(schema: Parameters<typeof toJsonSchema>[0], definitions = {}): JsonSchema {
  return toJsonSchema(schema, {
    typeMode: 'input',
    // Checks between entries cannot be converted; they are added by hand where they matter.
    errorMode: 'ignore',
    definitions,
    // A function or an instance cannot stand in JSON, so what remains of the choice is the choice.
    overrideSchema: ({ valibotSchema, jsonSchema: { anyOf, ...rest } }) => {
      if (valibotSchema.type !== 'union' || anyOf === undefined) return undefined
      const possible = anyOf.filter((option) => Object.keys(option).length > 0)
      return possible.length === 1
        ? { ...rest, ...(possible[0] as JsonSchema) }
        : { ...rest, anyOf: possible }
    },
  }) as JsonSchema
}

/** What a function of the source's checks. */
const UNIVERSES: JsonSchema[] = [
  { type: 'string', pattern: '^(all|top:[1-9]\\d{0,4}|ids:.+)$' },
  {
    type: 'object',
    properties: { top: { type: 'integer', minimum: 1, maximum: LARGEST_TOP } },
    required: ['top'],
    additionalProperties: false,
  },
  {
    type: 'object',
    properties: { ids: { type: 'array', items: { type: 'string', pattern: '^[^,]{1,200}$' }, minItems: 1 } },
    required: ['ids'],
    additionalProperties: false,
  },
]

/** The options of the plugins that come with tamis, by the name of their package. */
const OPTIONS_OF: Readonly<Record<string, () => JsonSchema>> = {
  'source-coingecko': () => {
    const source = convert(OPTIONS)
    const { fetch: _, universe, vsCurrency, ...options } = source.properties as Properties
    const properties = {
      universe: { ...universe, anyOf: UNIVERSES },
      // Letters are made small before they are looked at.
      vsCurrency: { ...vsCurrency, pattern: '^[A-Za-z0-9]{2,10}$' },
      ...options,
    }
    return {
      ...source,
      properties: documented(properties, 'source-coingecko/src/options.ts', 'CoingeckoOptions'),
    }
  },
  'sink-sqlite': () => {
    const properties: Properties = {
      path: { type: 'string', minLength: 1 },
      busyTimeoutMs: { type: 'integer', minimum: 0, maximum: 60_000, default: 5000 },
      codec: { enum: [...CODECS], default: 'zstd' },
      leaseSeconds: { type: 'integer', minimum: 10, maximum: 86_400, default: 120 },
    }
    return {
      type: 'object',
      properties: documented(properties, 'sink-sqlite/src/options.ts', 'SqliteOptions'),
      additionalProperties: false,
    }
  },
  [MARKET_RULES]: () => ({
    type: 'object',
    properties: Object.fromEntries([...RULES, ...GATES].map((judge) => [judge.id, settingOf(judge)])),
    additionalProperties: false,
  }),
}

/** Those of the market rules by id, and any other. */
function gates(): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      GATES.map(({ id }) => [id, { $ref: `#/$defs/${MARKET_RULES}/properties/${id}` }]),
    ),
    additionalProperties: { type: ['string', 'object'] },
  }
}

function settingOf(judge: Judge): JsonSchema {
  const severities = judge.kind === 'gate' ? ['reject', 'warn', 'off'] : ['quarantine', 'warn', 'off']
  const settings = Object.entries(judge.settings ?? {}).map(([name, value]) => [name, typed(value)])
  return {
    description: judge.summary,
    anyOf: [
      { enum: severities, default: judge.severity },
      {
        type: 'object',
        properties: { severity: { enum: severities }, ...Object.fromEntries(settings) },
        additionalProperties: false,
      },
    ],
  }
}

function typed(value: unknown): JsonSchema {
  const type = Array.isArray(value) ? 'array' : (typeof value as 'number')
  return { type, default: value as number }
}

/** Entries with the comments that their type has in a source file. */
function documented(properties: Properties, file: string, type: string): Properties {
  const source = readFileSync(new URL(file, PACKAGES), 'utf8')
  const [, body = ''] = new RegExp(`interface ${type} \\{\\n(.*?)\\n\\}`, 's').exec(source) ?? []
  const comments = [...body.matchAll(/\/\*\* (.*?) \*\/\s*readonly (\w+)/gs)]
  const texts = new Map(
    comments.map(([, text = '', name = '']) => [name, text.replaceAll(/\s*\n\s*\* /g, ' ')]),
  )
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const description = texts.get(name)
      // Draft 7 overlooks what stands beside a reference.
      const described = '$ref' in schema ? { allOf: [schema] } : schema
      return [name, description === undefined ? schema : { description, ...described }]
    }),
  )
}

/** The file as it should be. */
export function configSchemaText(): string {
  return `${JSON.stringify(configSchema(), null, 2)}\n`
}

/** The file as it is. */
export function currentConfigSchema(): string {
  return readFileSync(TARGET, 'utf8')
}

if (process.argv[1]?.endsWith('generate-config-schema.ts')) writeFileSync(TARGET, configSchemaText())
