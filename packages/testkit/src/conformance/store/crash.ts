import { deadOwner } from './store-bench.ts'

/** What a dead process gets wherever it goes. */
class Crash extends Error {
  override readonly name = 'Crash'
}

/** Parts of a context under which a run dies at the failpoint with this number, from 1, and passes none after it. */
export function dyingAt(number: number) {
  let passed = 0
  const parts = {
    owner: deadOwner(),
    failpoint: (name: string): void => {
      passed++
      if (passed >= number) throw new Crash(`stopped at failpoint ${name}`)
    },
  }
  return { parts, reached: () => passed >= number }
}

/** More failpoints than this in one small run are not a step each. */
export const MOST_FAILPOINTS = 200
