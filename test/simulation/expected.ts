import type { Coin } from '@tamis/testkit/simulation'

/** How one set of rules judges, said again in other words than the engine's. */
export interface Judgement {
  readonly keepsOut: (coin: Coin) => readonly string[]
  readonly mostKeptOut: number
}

export interface ExpectedRow extends Coin {
  readonly page: number
  readonly position: number
}

export interface Expected {
  readonly outcome: 'published' | 'rejected'
  readonly extracted: number
  readonly duplicates: number
  readonly rows: readonly ExpectedRow[]
  readonly quarantined: readonly {
    readonly page: number
    readonly position: number
    readonly key: string | null
    readonly rules: readonly string[]
  }[]
}

/** What one clean run makes of pages of records, in the order of their numbers. */
export function expectedOf(pages: readonly (readonly [number, string])[], judgement: Judgement): Expected {
  const seen = new Set<string>()
  const rows: ExpectedRow[] = []
  const quarantined: Expected['quarantined'][number][] = []
  let extracted = 0
  let duplicates = 0
  for (const [page, text] of pages) {
    for (const [position, value] of (JSON.parse(text) as unknown[]).entries()) {
      extracted++
      const key = keyOf(value)
      if (key === null) quarantined.push({ page, position, key, rules: ['key.missing'] })
      else if (seen.has(key)) duplicates++
      else {
        seen.add(key)
        const coin = coinOf(value, key)
        if (coin === null) quarantined.push({ page, position, key, rules: ['schema'] })
        else {
          const rules = judgement.keepsOut(coin)
          if (rules.length > 0) quarantined.push({ page, position, key, rules })
          else rows.push({ ...coin, page, position })
        }
      }
    }
  }
  const share = extracted === 0 ? 0 : quarantined.length / extracted
  const outcome = extracted === 0 || share > judgement.mostKeptOut ? 'rejected' : 'published'
  return { outcome, extracted, duplicates, rows, quarantined }
}

function keyOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof id === 'string' && id !== '' ? id : null
}

function coinOf(value: unknown, id: string): Coin | null {
  const { name = null, current_price = null, total_volume = null } = value as Record<string, unknown>
  if (name !== null && typeof name !== 'string') return null
  for (const number of [current_price, total_volume]) {
    if (number !== null && !(typeof number === 'number' && Number.isFinite(number))) return null
  }
  // SQLite keeps text as UTF-8, which has no half of a surrogate pair.
  return { id, name: name?.toWellFormed() ?? null, current_price, total_volume } as Coin
}
