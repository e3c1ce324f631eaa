import type { StagedPage } from '../page.ts'
import type { Collected, Collector } from '../transform/collect.ts'

/**
 * Collects pages as they come, so that it takes no time of its own while others are asked for, and a market is never held
 * as it came. They come in any order and are collected in that of their numbers.
 */
export class ReadAhead<T extends object> {
  #collector: Collector<T> | undefined
  readonly #early = new Map<number, StagedPage>()
  #next = 0
  #failure: { readonly reason: unknown } | undefined

  constructor(collector: Collector<T>) {
    this.#collector = collector
  }

  /** Takes a page, and the page as it is kept. */
  add(page: StagedPage, kept = page): void {
    const { page: number } = page.request
    if (number > Math.max(1, this.#next)) {
      this.#early.set(number, kept)
      return
    }
    this.#collect(page, kept)
    for (let early = this.#early.get(this.#next); early !== undefined; early = this.#early.get(this.#next)) {
      this.#early.delete(this.#next)
      this.#collect(early)
    }
  }

  /** All that came, once: it is handed over. @throws what collecting a page threw. */
  end(): Collected<T> | undefined {
    for (const [, page] of [...this.#early].sort(([a], [b]) => a - b)) this.#collect(page)
    this.#early.clear()
    if (this.#failure !== undefined) throw this.#failure.reason
    const collector = this.#collector
    this.#collector = undefined
    return collector?.end()
  }

  /** What a plugin throws at a page must not keep the others from being staged. */
  #collect(page: StagedPage, kept = page): void {
    this.#next = Math.max(this.#next, page.request.page + 1)
    if (this.#failure !== undefined) return
    try {
      this.#collector?.add(page, kept)
    } catch (reason) {
      this.#failure = { reason }
    }
  }
}
