import { nearest } from '@tamis/core'
import type { MarketReader } from '@tamis/sink-sqlite/read'
import { count } from '../output/format.ts'
import { type FilterFlags, filterOf } from './filter.ts'

const LISTED = 12

/** Names that some entry has, by the flag that asks for one. */
const NAMES = {
  rule: "select distinct f.value ->> 'rule' from quarantine q, json_each(q.findings) f order by 1",
  code: "select distinct f.value ->> 'code' from quarantine q, json_each(q.findings) f order by 1",
  coin: 'select distinct coin_id from quarantine where coin_id is not null order by 1',
} as const

/** Why a filter finds nothing: a name that no entry has, with what was meant or what there is, or entries that were released. */
export function whyNothing(reader: MarketReader, flags: FilterFlags): string {
  const unknown = (['rule', 'code', 'coin'] as const).flatMap((flag) =>
    unknownName(reader, flag, flags[flag]),
  )
  if (unknown.length > 0) return unknown.join('\n')
  const released = reader.quarantine({ ...filterOf(flags), status: 'released' }).length
  return `Nothing is in quarantine here.${released === 0 ? '' : ` ${count(released)} released: --status any`}`
}

function unknownName(
  reader: MarketReader,
  flag: keyof typeof NAMES,
  name: string | undefined,
): readonly string[] {
  if (name === undefined) return []
  const names = [...reader.query(NAMES[flag]).rows].map(([value]) => String(value))
  if (names.includes(name)) return []
  return [`No quarantined record has the ${flag} ${JSON.stringify(name)}: ${instead(name, names)}`]
}

function instead(name: string, names: readonly string[]): string {
  const meant = nearest(name, names)
  if (meant !== undefined) return `did you mean ${meant}?`
  const areFew = names.length > 0 && names.length <= LISTED
  return areFew ? `there is ${names.join(', ')}` : 'see `tamis quarantine list --status any`'
}
