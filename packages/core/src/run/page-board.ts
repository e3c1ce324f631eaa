import type { StagedPages } from '../extract/source.ts'
import type { StagedPage } from '../page.ts'

interface Waiter {
  resolve(page: StagedPage): void
  reject(reason: unknown): void
}

/** The pages of a batch as they become staged, with those who wait for one. */
export class PageBoard implements StagedPages {
  readonly #pages = new Map<number, StagedPage>()
  readonly #waiters = new Map<number, Waiter[]>()
  #fresh: StagedPage[] = []
  #seen: StagedPage[] = []
  #failure: { readonly reason: unknown } | undefined

  /** `kept` is the page as it is held after `settle`, which is less than it was received with. */
  add(page: StagedPage, kept = page): void {
    const { page: number } = page.request
    this.#pages.set(number, page)
    if (kept !== page) this.#fresh.push(kept)
    for (const waiter of this.#waiters.get(number) ?? []) waiter.resolve(page)
    this.#waiters.delete(number)
  }

  /** Called at each request: what came before the last one was seen by who plans by the pages. */
  settle(): void {
    for (const kept of this.#seen) this.#pages.set(kept.request.page, kept)
    this.#seen = this.#fresh
    this.#fresh = []
  }

  peek(page: number): StagedPage | undefined {
    return this.#pages.get(page)
  }

  get(page: number): Promise<StagedPage> {
    const there = this.#pages.get(page)
    if (there !== undefined) return Promise.resolve(there)
    if (this.#failure !== undefined) return Promise.reject(this.#failure.reason)
    return new Promise((resolve, reject) => {
      this.#waiters.set(page, [...(this.#waiters.get(page) ?? []), { resolve, reject }])
    })
  }

  /** No further page will come. */
  fail(reason: unknown): void {
    this.#failure ??= { reason }
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.reject(reason)
    this.#waiters.clear()
  }

  /** All pages by number, held no longer: whatever still knows the board must not keep a market in memory. */
  take(): readonly StagedPage[] {
    const pages = [...this.#pages.values()].sort((a, b) => a.request.page - b.request.page)
    this.#pages.clear()
    return pages
  }
}
