import { join } from 'node:path'
import { type Batch, type Page, type StagedPage, type Stager, type StagerSession, sha256 } from '@tamis/core'
import type { StagerPromise, StagerSuite } from '@tamis/testkit'
import { memoryStore } from '../../src/memory-store/index.ts'
import { fileDisk, fileStore, unmappedStore } from '../support/file-store.ts'

type Parts = Partial<StagerSession>

/** For each promise a stager that keeps all the others, as far as they can be kept without it. */
export const BROKEN_STAGERS: Readonly<Record<StagerPromise, StagerSuite>> = {
  'it describes itself': { stager: (folder) => ({ ...fileStore(folder).stager, name: '' }) },
  'any bytes come back exactly': changed(({ put }) => ({
    put: (batch, page) => put(batch, { ...page, body: utf8(page.body) }),
  })),
  'a page comes back as it was put': changed(({ put }) => ({
    put: (batch, page) => put(batch, { ...page, headers: {} }),
  })),
  'names are only names': changed(({ find }) => {
    const seen: Record<string, Batch> = {}
    return { find: async (batchId) => seen[batchId] ?? find(batchId) }
  }),
  'pages come in the order of their numbers': changed(({ pages }) => ({
    async *pages(batch) {
      const found = await all(pages(batch))
      yield* found.sort((a, b) => String(a.request.page).localeCompare(String(b.request.page)))
    },
  })),
  'the same page again is a no-op': changed(({ put, pages }) => ({
    async put(batch, page) {
      for await (const { request } of pages(batch))
        if (request.page === page.request.page) throw new Error('UNIQUE')
      return put(batch, page)
    },
  })),
  'other bytes never replace staged ones': changed(({ put }) => ({
    put: (batch, page) => put(batch, page).catch(() => asStaged(batch, page)),
  })),
  'a batch is begun once': changed(({ begin, find, abandon }) => ({
    async begin(batch) {
      const found = await find(batch.batchId)
      if (found?.state === 'open') await abandon(found)
      return begin(batch)
    },
  })),
  'ids are compared without case': changed(({ find }) => ({
    async find(batchId) {
      const found = await find(batchId)
      return found?.batchId === batchId ? found : undefined
    },
  })),
  'an id belongs to one pipeline': {
    stager: (folder) => opening((context) => fileStore(join(folder, context.pipeline)).stager.open(context)),
  },
  'a batch is sealed whole': changed(({ seal, pages }) => ({
    async seal(batch, sealed) {
      const staged = await all(pages(batch))
      return seal(batch, { ...sealed, pages: staged.filter(({ request }) => request.page > 0).length })
    },
  })),
  'a sealed batch takes no page': changed(({ put }) => ({
    put: (batch, page) => put(batch, page).catch(() => asStaged(batch, page)),
  })),
  'sealed batches come oldest first': changed(({ sealed }) => ({
    sealed: async () => [...(await sealed())].sort((a, b) => (a.batchId < b.batchId ? 1 : -1)),
  })),
  'an abandoned batch is begun again as the next attempt': changed(({ pages, find }) => ({
    async *pages(batch) {
      if ((await find(batch.batchId))?.attempt === batch.attempt) yield* pages(batch)
    },
  })),
  'the third failure parks a batch': changed(({ failed }) => {
    let count = 0
    return {
      async failed(batch) {
        const counted = await failed(batch)
        return ++count < 3 ? { ...counted, parkedAt: null } : counted
      },
    }
  }),
  'one run at a time': {
    stager: (folder) => opening((context) => fileStore(folder).stager.open({ ...context, runId: 'any' })),
  },
  'another pipeline runs beside it': {
    stager: (folder) => opening((context) => fileStore(folder).stager.open({ ...context, pipeline: 'all' })),
  },
  'a run that lost its lease writes nothing': changed(({ put }) => ({
    put: (batch, page) => put(batch, page).catch(() => asStaged(batch, page)),
  })),
  'a later run finds everything': { stager: () => memoryStore().stager },
  'a crash tears nothing': { stager: buffered },
  'a killed process loses nothing that it was told is kept': {
    stager: buffered,
    module: new URL('./buffered-stager.ts', import.meta.url),
  },
  'a disk that is full loses nothing that was kept': {
    stager: (folder) => unmappedStore(folder).stager,
    module: new URL('./unmapped-stager.ts', import.meta.url),
  },
  'a damaged page is told': {
    stager: (folder) =>
      wrapped(folder, () => ({
        async *pages(batch) {
          const { attempts } = fileDisk(folder).read()
          yield* attempts.find((found) => found.batch.batchId === batch.batchId)?.pages ?? []
        },
      })),
  },
  'errors say what to do': { stager: (folder) => unmappedStore(folder).stager },
}

/** Acknowledges pages that it keeps in memory until the batch is sealed. */
export function buffered(folder: string): Stager {
  return wrapped(folder, ({ put, pages, seal }) => {
    const waiting: Page[] = []
    return {
      async put(batch, page) {
        waiting.push(page)
        return asStaged(batch, page)
      },
      async *pages(batch) {
        yield* pages(batch)
        for (const page of waiting) yield asStaged(batch, page)
      },
      async seal(batch, sealed) {
        for (const page of waiting.splice(0)) await put(batch, page)
        return seal(batch, sealed)
      },
    }
  })
}

function changed(change: (good: StagerSession) => Parts): StagerSuite {
  return { stager: (folder) => wrapped(folder, change) }
}

function wrapped(folder: string, change: (good: StagerSession) => Parts): Stager {
  return opening(async (context) => {
    const session = await fileStore(folder).stager.open(context)
    const good: StagerSession = {
      find: (batchId) => session.find(batchId),
      sealed: () => session.sealed(),
      begin: (batch) => session.begin(batch),
      put: (batch, page) => session.put(batch, page),
      pages: (batch) => session.pages(batch),
      seal: (batch, sealed) => session.seal(batch, sealed),
      abandon: (batch) => session.abandon(batch),
      failed: (batch) => session.failed(batch),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    }
    return { ...good, ...change(good) }
  })
}

function opening(open: Stager['open']): Stager {
  return { name: 'broken', open }
}

function asStaged(batch: Batch, page: Page) {
  return { ...page, batchId: batch.batchId, attempt: batch.attempt, sha256: sha256(page.body) }
}

function utf8(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(bytes))
}

async function all(pages: AsyncIterable<StagedPage>): Promise<StagedPage[]> {
  const found: StagedPage[] = []
  for await (const page of pages) found.push(page)
  return found
}
