import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An argument or block of a resource: whether it must be there, and the interface of a block. */
interface Argument {
  readonly required: boolean
  readonly type: string
}
/** By interface name, then by argument. */
export type ResourceTypes = ReadonlyMap<string, ReadonlyMap<string, Argument>>

/** The interfaces that a resource type's typings declare; undefined for one that the provider does not have. */
export function typesOf(resource: string, provider: string): ResourceTypes | undefined {
  const folder = join(provider, 'lib', resource.replace(/^google_/, '').replaceAll('_', '-'))
  if (!existsSync(folder)) return undefined
  const files = readdirSync(folder).filter((file) => file.endsWith('.d.ts'))
  return new Map(files.flatMap((file) => interfacesIn(readFileSync(join(folder, file), 'utf8'))))
}

function interfacesIn(source: string): [string, ReadonlyMap<string, Argument>][] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '')
  return [...text.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)].map(
    ([, name = '', body = '']) => [
      name,
      new Map([...body.matchAll(/readonly (\w+)(\??): ([^;]+);/g)].map(argumentOf)),
    ],
  )
}

function argumentOf([, name = '', optional, type = '']: RegExpMatchArray): [string, Argument] {
  return [snakeCase(name), { required: optional === '', type }]
}

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '')

/** The interface of the resource itself. */
export function rootOf(resource: string, types: ResourceTypes): string | undefined {
  const plain = resource.replace(/^google_/, '').replaceAll('_', '')
  return [...types.keys()].find((name) => name.toLowerCase() === `${plain}config`)
}
