import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type ResourceTypes, rootOf, typesOf } from './provider-types.ts'

type Json = Readonly<Record<string, unknown>>

/** Arguments that Terraform itself gives every resource. */
const META = ['count', 'for_each', 'depends_on', 'provider', 'lifecycle', 'provisioner', 'connection']

export interface Checked {
  readonly resources: number
  readonly problems: readonly string[]
}

/**
 * Holds the resources of a folder of Terraform files against the provider's schema: names, nesting, and what must be
 * there. Values and references stay unchecked.
 */
export async function checkResources(folder: string, schema: string): Promise<Checked> {
  const { parse } = createRequire(join(schema, 'package.json'))('@cdktf/hcl2json') as {
    parse(name: string, text: string): Promise<Json>
  }
  const problems: string[] = []
  let resources = 0
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.tf'))) {
    const parsed = await parse(file, readFileSync(join(folder, file), 'utf8'))
    for (const [type, byName] of Object.entries((parsed.resource ?? {}) as Json)) {
      for (const [name, blocks] of Object.entries(byName as Json)) {
        resources++
        problems.push(...resourceProblems(`${type}.${name}`, type, (blocks as Json[])[0] ?? {}, schema))
      }
    }
  }
  return { resources, problems }
}

function resourceProblems(path: string, type: string, block: Json, schema: string): readonly string[] {
  const types = typesOf(type, join(schema, 'provider'))
  const root = types && rootOf(type, types)
  if (types === undefined || root === undefined) return [`${path}: there is no such resource`]
  const own = Object.fromEntries(Object.entries(block).filter(([name]) => !META.includes(name)))
  return blockProblems(path, own, root, types)
}

function blockProblems(path: string, block: Json, name: string, types: ResourceTypes): readonly string[] {
  const known = types.get(name) ?? new Map()
  const given = withDynamic(block)
  const unknown = Object.keys(given).filter((argument) => argumentOf(argument) === undefined)
  const missing = [...known].filter(([argument, { required }]) => required && !(argument in given))
  const inner = Object.entries(given).flatMap(([argument, value]) =>
    innerProblems(`${path}.${argument}`, value, argumentOf(argument)?.type ?? '', types),
  )
  return [
    ...unknown.map((argument) => `${path}: unsupported ${argument}`),
    ...missing.map(([argument]) => `${path}: ${argument} is missing`),
    ...inner,
  ]

  function argumentOf(argument: string): { readonly type: string } | undefined {
    // Where a name is taken in JavaScript, the typings say `<name>_value`.
    return known.get(argument) ?? known.get(`${argument}_value`)
  }
}

/** A block, or none where the argument is a plain value. */
function innerProblems(path: string, value: unknown, type: string, types: ResourceTypes): readonly string[] {
  const named = type.match(/\w+/g) ?? []
  const name = named.find((word) => types.has(word))
  if (name === undefined) return []
  const blocks = (Array.isArray(value) ? value : [value]) as readonly unknown[]
  return blocks.flatMap((block) =>
    typeof block === 'object' && block !== null ? blockProblems(path, block as Json, name, types) : [],
  )
}

/** `dynamic "env" { content { … } }` counts as `env { … }`. */
function withDynamic({ dynamic = {}, ...block }: Json): Json {
  const made = Object.entries(dynamic as Json).map(([name, blocks]) => [
    name,
    [...((block[name] ?? []) as unknown[]), ...(blocks as Json[]).flatMap(({ content }) => content)],
  ])
  return { ...block, ...Object.fromEntries(made) }
}
