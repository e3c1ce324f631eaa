import { open, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Logger, Owner } from '../flow.ts'
import type { Files } from '../load/files.ts'
import { makeFolder } from '../make-folder.ts'
import { processStart, readOr } from '../process-start.ts'
import { syncFolder } from '../sync-folder.ts'

// What the engine itself touches of the machine: everything here can be handed in by the caller of a run instead.

// Node's timers count in 31 bits of milliseconds and fire at once beyond that.
const LONGEST_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    for (let left = Math.max(0, ms); ; left -= LONGEST_TIMER_MS) {
      const options = signal === undefined ? {} : { signal }
      await delay(Math.min(left, LONGEST_TIMER_MS), undefined, options).catch((error: unknown) => {
        throw signal?.aborted === true ? signal.reason : error
      })
      if (left <= LONGEST_TIMER_MS) return
    }
  },
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** This process, as a later one can look for it. */
export function systemOwner(): Owner {
  return {
    host: hostname(),
    bootId: readOr('/proc/sys/kernel/random/boot_id', 'unknown').trim(),
    pid: process.pid,
    startedAt: processStart(process.pid) ?? String(Math.round(performance.timeOrigin)),
  }
}

export const systemFiles: Files = {
  async makeDirectory(path) {
    makeFolder(path, 0o700)
  },
  async create(path) {
    const handle = await open(path, 'wx', 0o600)
    return {
      write: (text) => handle.writeFile(text),
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  syncDirectory: syncFolder,
  list: (path) => readdir(path),
}
