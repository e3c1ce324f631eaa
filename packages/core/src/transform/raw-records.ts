import type { Source } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'
import type { Place } from './record-item.ts'

/** The exact text of records that are kept out, cut out of their pages; of all others there is none. */
export class RawRecords {
  readonly #texts = new Map<number, Map<number, string>>()
  readonly #source: Pick<Source<object>, 'slice'>
  readonly #pageOf: (page: number) => StagedPage

  constructor(source: Pick<Source<object>, 'slice'>, pageOf: (page: number) => StagedPage) {
    this.#source = source
    this.#pageOf = pageOf
  }

  /** Cuts what stands at these places of one page. */
  cut(page: StagedPage, places: readonly Place[]): void {
    if (places.length === 0) return
    const { page: number } = page.request
    const positions = new Set(places.map((place) => place.position))
    const slices = this.#source.slice(page, positions)
    const texts = this.#texts.get(number) ?? new Map<number, string>()
    for (const position of positions) texts.set(position, slices[position] ?? '')
    this.#texts.set(number, texts)
  }

  /** The texts at these places, in their order; what was not cut before is cut now, each page once. */
  of(places: readonly Place[]): readonly string[] {
    const lacking = places.filter(({ page, position }) => !this.#texts.get(page)?.has(position))
    for (const [page, onPage] of Map.groupBy(lacking, (place) => place.page))
      this.cut(this.#pageOf(page), onPage)
    return places.map(({ page, position }) => this.#texts.get(page)?.get(position) ?? '')
  }
}
