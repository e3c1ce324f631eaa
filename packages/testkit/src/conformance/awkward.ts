/** What a page may hold where a candidate belongs, without one that a source really gave. */
export function awkwardCandidates(): readonly unknown[] {
  return [
    null,
    undefined,
    true,
    0,
    Number.NaN,
    '',
    'text',
    [],
    {},
    [{ id: 'inner' }],
    Object.create(null),
    JSON.parse('{"__proto__":{"id":"polluted"}}'),
    JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`),
    { id: 'x'.repeat(100_000) },
    { toString: null, valueOf: null },
  ]
}

const REPLACEMENTS: readonly unknown[] = [
  null,
  '',
  '1,5',
  '\ud800',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1e308,
  2 ** 53,
  true,
  [],
  {},
  [[null]],
]

/** A candidate with each of its members lost, and each replaced by every kind of nonsense. */
export function* spoiled(candidate: unknown): Iterable<unknown> {
  if (typeof candidate !== 'object' || candidate === null) return
  for (const name of Object.keys(candidate)) {
    const { [name]: _, ...rest } = candidate as Record<string, unknown>
    yield rest
    for (const value of REPLACEMENTS) yield { ...candidate, [name]: value }
  }
}
