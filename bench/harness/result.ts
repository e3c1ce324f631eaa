/** One line of the benchmark: a measured value against its budget. */
export interface Result {
  readonly name: string
  readonly value: number
  readonly unit: 'x' | 'ms' | 'MB' | 'GB' | 'requests' | 'packages'
  /** The most it may be; null where it is only reported. */
  readonly budget: number | null
  /** What the value is made of, for whoever wants to know. */
  readonly detail: string
}

/** Whether a result keeps its budget. What was not measured does not. */
export function isWithin({ value, budget }: Result): boolean {
  return budget === null || value <= budget
}

export function formatResult(result: Result): string {
  const { name, value, unit, budget, detail } = result
  const mark = budget === null ? ' ' : isWithin(result) ? '✓' : '✗'
  const limit = budget === null ? '' : `≤ ${budget} ${unit}`
  return `${mark} ${name.padEnd(58)} ${`${round(value)} ${unit}`.padStart(12)}  ${limit.padEnd(12)} ${detail}`
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2)
}
