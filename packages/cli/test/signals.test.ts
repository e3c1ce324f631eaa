import { expect, test } from 'vitest'
import { listenForStop } from '../src/signals.ts'

test('a request to stop aborts with the exit code of its signal', () => {
  const heard: string[] = []
  using stop = listenForStop((name) => heard.push(name))
  process.emit('SIGTERM', 'SIGTERM')
  expect([heard, stop.signal.reason]).toMatchObject([['SIGTERM'], { code: 'run.interrupted', exitCode: 143 }])
})

test('one that comes when all is done does not cut off the report, and the next one ends the process', () => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(name)
  const stop = listenForStop(() => undefined)
  stop[Symbol.dispose]()
  listenForStop(() => undefined)[Symbol.dispose]()
  expect(process.emit('SIGINT', 'SIGINT')).toBe(true)
  expect(stop.signal.aborted).toBe(false)
  expect(process.listenerCount('SIGINT')).toBe(0)
})
