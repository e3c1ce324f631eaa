import type { Random } from '@tamis/core'

/** Draws from one seed: the same seed, the same draws, on every machine. */
export interface Seeded {
  /** A number in [0, 1). */
  readonly next: Random
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number
  /** One of the values. @throws RangeError when there are none. */
  pick<V>(values: readonly V[]): V
  /** An independent sequence, so that draws for one purpose do not shift those for another. */
  fork(): Seeded
}

/** A generator from a seed (32 bits are used), with the state of sfc32. */
export function seeded(seed: number): Seeded {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = seed | 0
  let count = 1
  const bits = (): number => {
    const sum = (a + b + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) bits()
  const next: Random = () => bits() / 2 ** 32
  return {
    next,
    chance: (probability) => next() < probability,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick(values) {
      if (values.length === 0) throw new RangeError('nothing to pick from')
      return values[Math.floor(next() * values.length)] as (typeof values)[number]
    },
    fork: () => seeded(bits()),
  }
}
