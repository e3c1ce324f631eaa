import { checkFault, type Fault } from './fault.ts'

export interface FaultQueue {
  add(fault: Fault): void
  clear(): void
  /** The first fault that meets a request, one time of which is used up. */
  take(url: URL): Fault | undefined
}

export function createFaultQueue(faults: readonly Fault[]): FaultQueue {
  let waiting: { fault: Fault; left: number }[] = []
  const chunks = new Map<string, number>()

  /** Requests by ids have no page of their own: they are numbered as they first come, and keep the number in retries. */
  const pageOf = (url: URL): number | undefined => {
    if (!url.pathname.endsWith('/coins/markets')) return undefined
    const ids = url.searchParams.get('ids')
    if (!ids) return Number(url.searchParams.get('page') ?? 1)
    if (!chunks.has(ids)) chunks.set(ids, chunks.size + 1)
    return chunks.get(ids)
  }

  const queue: FaultQueue = {
    add(fault) {
      waiting.push({ fault: checkFault(fault), left: fault.times ?? 1 })
    },
    clear() {
      waiting = []
    },
    take(url) {
      const page = pageOf(url)
      const target = url.pathname + url.search
      const met = waiting.find(({ fault: { match }, left }) => {
        if (left <= 0) return false
        return match === undefined || (typeof match === 'number' ? match === page : target.includes(match))
      })
      if (met) met.left--
      return met?.fault
    },
  }
  for (const fault of faults) queue.add(fault)
  return queue
}
