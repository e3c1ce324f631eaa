import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { processStart, systemClock } from '../src/index.ts'

const hasProc = existsSync('/proc/self/stat')

test.skipIf(!hasProc)('a process that runs has a start, and it stays the same', () => {
  expect(processStart(process.pid)).toMatch(/^\d+$/)
  expect(processStart(process.pid)).toBe(processStart(process.pid))
})

test.skipIf(!hasProc)('a process that is dead has none, also while nobody collects it', async () => {
  // The shell starts a child that ends at once and does not wait for it: it becomes a zombie.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 5'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = await new Promise<number>((done) => shell.stdout.once('data', (text) => done(Number(text))))
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await delay(5)
  expect(processStart(pid)).toBeNull()
  shell.kill('SIGKILL')
})

test('a sleep ends with the reason of an abort', async () => {
  const controller = new AbortController()
  const sleeping = systemClock.sleep(60_000, controller.signal)
  controller.abort(new Error('stop'))
  await expect(sleeping).rejects.toThrow('stop')
})
