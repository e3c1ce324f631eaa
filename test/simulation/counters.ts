/** What was exercised, by name. */
export type Counters = Map<string, number>

export function count(counters: Counters, name: string, by = 1): void {
  counters.set(name, (counters.get(name) ?? 0) + by)
}

export function addCounters(to: Counters, from: Counters): void {
  for (const [name, by] of from) count(to, name, by)
}

/** All counters under a heading, as lines. */
export function countersText(counters: Counters): string {
  const names = [...counters.keys()].sort()
  const width = Math.max(0, ...names.map((name) => name.length))
  return names.map((name) => `  ${name.padEnd(width)} ${String(counters.get(name)).padStart(9)}`).join('\n')
}
