import type { PageRequest } from '@tamis/core'
import type { Seeded } from './seeded.ts'

/** What a generated market has besides good coins. Shares from 0 to 1. */
export interface CoinMarketShape {
  readonly pages: number
  readonly perPage: number
  /** Of coins without volume. */
  readonly dead: number
  /** Of records that are odd: no key, wrong types, hostile text, many digits, equal keys twice. */
  readonly odd: number
  /** Of coins that a page holds although another page has them too. */
  readonly drift: number
}

const ODD = [
  (id: string) => `{"name":"no key of ${id}"}`,
  (id: string) => `{"id":"${id}","name":7}`,
  (id: string) => `{"id":"${id}","current_price":"1,5","total_volume":1}`,
  (id: string) => `{"id":"${id}","name":"\u202eevil\\u001b[31m\u0085","current_price":1,"total_volume":0}`,
  (id: string) => `{ "id" : "${id}",\r\n "current_price":12345678901234567890.10, "total_volume":0.0 }`,
  (id: string) => `{"id":"${id}","total_volume":5,"total_volume":0,"__proto__":{"id":"x"}}`,
  (id: string) => `{"id":"${id}","current_price":1e400,"total_volume":1}`,
  (id: string) => `{"id":"${id}","name":"\\ud800]","current_price":null,"total_volume":null}`,
  () => '[1,{"id":"inner"}]',
  () => 'null',
] as const

/** The text of an answer: the listing, or one page of a market that moves between requests. */
export function coinAnswer(request: PageRequest, shape: CoinMarketShape, draws: Seeded): string {
  if (request.kind === 'listing') return JSON.stringify(idsFrom(0, shape.pages * shape.perPage))
  const asked = request.params.ids?.split(',')
  const ids = asked ?? idsFrom((request.page - 1) * shape.perPage, shape.perPage)
  const records = ids
    .filter(() => asked === undefined || !draws.chance(0.1))
    .map((id) =>
      coinText(draws.chance(shape.drift) ? `coin-${draws.between(0, shape.perPage)}` : id, shape, draws),
    )
  return draws.chance(0.5) ? `[${records.join(',')}]` : ` [\n${records.join(' ,\n')}\n]\n`
}

function idsFrom(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `coin-${first + at}`)
}

function coinText(id: string, shape: CoinMarketShape, draws: Seeded): string {
  if (draws.chance(shape.odd)) return draws.pick(ODD)(id)
  const volume = draws.chance(shape.dead) ? 0 : draws.between(1, 9000)
  return `{"id":"${id}","name":"The ${id}","current_price":${draws.between(1, 99) / 4},"total_volume":${volume}}`
}
