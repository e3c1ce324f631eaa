import { chance } from './random.ts'

const HOUR = 3_600_000

/** Swings of the walk: their period and how far the price may move in one, as a share. */
const SWINGS = [
  { period: HOUR, reach: 0.004 },
  { period: 12 * HOUR, reach: 0.02 },
  { period: 5 * 24 * HOUR, reach: 0.06 },
  { period: 40 * 24 * HOUR, reach: 0.15 },
] as const

/**
 * How far a price is from its base at an instant, as a factor near 1. A walk is a function of seed and time (smooth
 * noise in four octaves), so any instant can be asked for in any order and answers the same for ever.
 */
export function walk(seed: number, at: number, volatility: number): number {
  let sum = 0
  SWINGS.forEach(({ period, reach }, octave) => {
    sum += reach * noise(seed, octave, at / period)
  })
  return Math.exp(sum * volatility)
}

/** Smooth noise in [-1, 1): hashed at whole positions, blended between them. */
function noise(seed: number, octave: number, position: number): number {
  const whole = Math.floor(position)
  const part = position - whole
  const blend = part * part * (3 - 2 * part)
  const from = chance(seed, octave, whole)
  const to = chance(seed, octave, whole + 1)
  return 2 * (from + (to - from) * blend) - 1
}
