/** One way to do a job. `prepare` is not timed and runs before every round. */
export interface Contender {
  readonly name: string
  prepare?(): unknown
  run(): unknown
  /** Not timed; runs after every round. */
  clear?(): unknown
}

export interface Timing {
  readonly name: string
  readonly medianMs: number
  readonly minMs: number
  readonly maxMs: number
}

/**
 * Times the contenders round by round in turn, so that whatever else the machine does falls on all of them alike. The
 * first round warms up and is not counted.
 */
export async function compare(contenders: readonly Contender[], rounds: number): Promise<readonly Timing[]> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    // Alternate who goes first: the second finds the caches of the first.
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    for (const contender of order) {
      const ms = await time(contender)
      if (round > 0) times.get(contender.name)?.push(ms)
    }
  }
  return contenders.map(({ name }) => summarise(name, times.get(name) ?? []))
}

async function time(contender: Contender): Promise<number> {
  await contender.prepare?.()
  globalThis.gc?.()
  const began = performance.now()
  await contender.run()
  const ms = performance.now() - began
  await contender.clear?.()
  return ms
}

function summarise(name: string, times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b)
  return {
    name,
    medianMs: sorted[sorted.length >> 1] ?? Number.NaN,
    minMs: sorted[0] ?? Number.NaN,
    maxMs: sorted.at(-1) ?? Number.NaN,
  }
}

/** How many times as long as the other, by medians. */
export function ratio(timing: Timing | undefined, base: Timing | undefined): number {
  return (timing?.medianMs ?? Number.NaN) / (base?.medianMs ?? Number.NaN)
}
