import { type Check, PromiseBroken } from '@tamis/testkit'
import { expect } from 'vitest'

/** Expects that the check of a promise fails, and names the promise and what was seen. */
export async function expectTold<P extends string>(checks: readonly Check<P>[], promise: P): Promise<void> {
  const check = checks.find((one) => one.promise === promise)
  const broken = await check?.run().catch((error: unknown) => error)
  expect(broken).toBeInstanceOf(PromiseBroken)
  const message = expect.stringContaining(`Promise broken: ${promise}. Seen: `)
  expect(broken).toMatchObject({ promise, message })
}
