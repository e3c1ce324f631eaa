import type { Dataset, RunContext, Sink, Stager } from '@tamis/core'
import { StoreSession } from './session.ts'
import { MemorySinkSession } from './sink.ts'
import { MemoryStagerSession } from './stager.ts'
import { type Disk, memoryDisk } from './state.ts'

/** A sink for records of any dataset. */
export interface MemorySink {
  readonly name: string
  open<T extends object>(...given: Parameters<Sink<T>['open']>): ReturnType<Sink<T>['open']>
}

/** A stager and a sink that keep everything in memory. */
export interface MemoryStore {
  readonly kind: 'store'
  readonly stager: Stager
  readonly sink: MemorySink
}

/**
 * A store for tests of sources and rules, and for reading how one is made: it keeps every promise of a stager and of a
 * sink, and is gone with the process. All that is opened from one call sees the same batches.
 */
export function memoryStore(disk: Disk = memoryDisk()): MemoryStore {
  return {
    kind: 'store',
    stager: {
      name: 'memory',
      open: async (context) => new MemoryStagerSession(StoreSession.open(disk, context)),
    },
    sink: {
      name: 'memory',
      open: async <T extends object>(dataset: Dataset<T>, context: RunContext) =>
        new MemorySinkSession(StoreSession.open(disk, context), dataset),
    },
  }
}
