import type { Statistic } from './rule.ts'

/** Median and median absolute deviation of the finite numbers among `values`. */
export function statisticOf(values: Iterable<number | null>): Statistic {
  const numbers: number[] = []
  for (const value of values) if (value !== null && Number.isFinite(value)) numbers.push(value)
  const median = medianOf(numbers)
  const mad = median === null ? null : medianOf(numbers.map((value) => Math.abs(value - median)))
  return { count: numbers.length, median, mad }
}

/** The middle of a list of numbers, or null of none. */
export function medianOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const sorted = Float64Array.from(numbers).sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}
