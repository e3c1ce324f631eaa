import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { RawCoin } from './coin.ts'

/**
 * Reads recorded coins: one JSON array of `/coins/markets` records, plain or gzipped. Every record keeps its exact
 * text, so that a page served from it has the number lexemes of the recording.
 * @throws Error when the file cannot be read or is no array of objects that each have an `id`
 */
export async function readCoins(file: string): Promise<readonly RawCoin[]> {
  const bytes = await readFile(file)
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
  const text = new TextDecoder('utf-8', { fatal: true }).decode(plain)
  return sliceRecords(text).map((slice, position) => rawCoin(slice, `record ${position} of ${file}`))
}

/** The exact texts of the elements of a JSON array of objects. */
export function sliceRecords(text: string): string[] {
  if (!text.trimStart().startsWith('[')) throw new Error('Recorded coins must be one JSON array of objects')
  const slices: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"' && depth > 1) at = endOfString(text, at)
    else if (char === '{' || char === '[') {
      if (++depth === 2) start = at
    } else if (char === '}' || char === ']') {
      if (--depth === 1) slices.push(text.slice(start, at + 1))
    } else if (depth < 2 && !/[\s,]/.test(char ?? ''))
      throw new Error(`Recorded coins must be objects: ${char} at ${at}`)
  }
  if (depth !== 0) throw new Error('Recorded coins end in the middle: the brackets do not match')
  return slices
}

function endOfString(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function rawCoin(text: string, where: string): RawCoin {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'string')
    throw new Error(`No coin: ${where} has no id`)
  const field = (name: string): unknown => (value as Readonly<Record<string, unknown>>)[name]
  const number = (name: string): number | null =>
    typeof field(name) === 'number' ? Number(field(name)) : null
  return {
    id: value.id,
    symbol: String(field('symbol') ?? ''),
    name: String(field('name') ?? ''),
    market_cap: number('market_cap'),
    market_cap_rank: number('market_cap_rank'),
    total_volume: number('total_volume'),
    text,
  }
}
