import type { Batch, NewBatch, Page, StagedPage, StagerSession } from '@tamis/core'

/** When pages of the suite are received: in milliseconds since 1970 UTC. */
export const T0 = Date.UTC(2101, 0, 1, 5)

export function newBatch(batchId = 'batch-1', parts: Partial<NewBatch> = {}): NewBatch {
  return {
    batchId,
    pipeline: 'markets',
    dataset: 'samples',
    plan: { universe: 'top:3', currency: 'usd', parameters: { order: 'cap' } },
    adHoc: false,
    openedAt: T0 - 1000,
    ...parts,
  }
}

export function page(number: number, body: string | Uint8Array, parts: Partial<Page> = {}): Page {
  return {
    request: {
      page: number,
      kind: number === 0 ? 'listing' : 'records',
      url: 'https://api.example/samples',
      params: { page: String(number) },
    },
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    fetchedAt: T0,
    ...parts,
  }
}

export async function pagesOf(session: StagerSession, batch: Batch): Promise<readonly StagedPage[]> {
  const pages: StagedPage[] = []
  for await (const found of session.pages(batch)) pages.push(found)
  return pages
}
