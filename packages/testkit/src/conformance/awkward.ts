import type { Field, FieldValue } from '@tamis/core'

/** Text that names, terminals, tables, files and queries have stumbled over. All of it well-formed Unicode. */
export const AWKWARD_TEXTS = [
  ' ',
  'constructor',
  '__proto__',
  'null',
  '0',
  "Robert'); drop table coins;--",
  '=cmd|" /C calc"!A0',
  '../../etc/passwd',
  'line\nbreak\r\nand\ttab',
  '\u0000\u0001\u001b[31mred\u0085',
  '\u202egnirts\u202c\u200b\ufeff',
  'Ａ－ﬀ ffi ß İ ı',
  'é vs e\u0301',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '`"\'\\%_*?;|&$(){}[]<>',
  'x'.repeat(10_000),
] as const

const EXTREMES: Readonly<Record<Field['type'], readonly FieldValue[]>> = {
  text: ['', ...AWKWARD_TEXTS],
  integer: [0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  real: [0, 0.1 + 0.2, -1.5, 1e-18, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53, 1e21],
  timestamp: ['1970-01-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z', '1969-12-31T23:59:59.001Z'],
  json: ['null', '{}', '[1,{"a":[null,"\\u0000"]}]', '{"__proto__":{"x":1}}', '"\\ud800"'],
}

/** Values at the edges of a field's type; null among them where it may be. */
export function extremesOf({ type, nullable }: Pick<Field, 'type' | 'nullable'>): readonly FieldValue[] {
  return nullable ? [...EXTREMES[type], null] : EXTREMES[type]
}

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
