/** The shape of a JSON value: names of types for values, one shape for the items of a list. */
export type Shape = string | { readonly [name: string]: Shape } | readonly Shape[]

/** What a source, a rule or a server says in its own words. */
const THEIRS = ['headers', 'measures', 'parameters', 'params', 'received', 'record', 'settings']

/** The shape of what a program prints. Entries named by an id, such as of a rule, have one shape for all. */
export function shapeOf(value: unknown): Shape {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(either)]
  if (typeof value !== 'object') return typeof value
  const entries = Object.entries(value).map(
    ([name, part]) => [name, THEIRS.includes(name) ? 'as it is' : shapeOf(part)] as const,
  )
  const isMap = entries.length > 0 && entries.every(([name]) => name.includes('.'))
  return isMap ? { '<id>': entries.map(([, shape]) => shape).reduce(either) } : Object.fromEntries(entries)
}

/** A shape for values of either; a name that only one of them has ends in a question mark. */
function either(a: Shape, b: Shape): Shape {
  if (typeof a === 'string' && typeof b === 'string') {
    return [...new Set([...a.split('|'), ...b.split('|')])].sort().join('|')
  }
  if (isList(a) && isList(b)) return [...a, ...b].length < 2 ? [...a, ...b] : [[...a, ...b].reduce(either)]
  if (isObject(a) && isObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)].map((name) => name.replace(/\?$/, '')))
    return Object.fromEntries([...names].map((name) => ofBoth(name, a, b)))
  }
  // Of a value that is there or null, what it is when it is there says more.
  return typeof a === 'string' ? { 'or null': b } : { 'or null': a }
}

function ofBoth(
  name: string,
  a: { readonly [name: string]: Shape },
  b: { readonly [name: string]: Shape },
): readonly [string, Shape] {
  const [first, second] = [a[name] ?? a[`${name}?`], b[name] ?? b[`${name}?`]]
  const isIn = (shape: object): boolean => Object.hasOwn(shape, name)
  const both =
    first === undefined || second === undefined ? (first ?? second ?? 'null') : either(first, second)
  return [isIn(a) && isIn(b) ? name : `${name}?`, both]
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape)
}

function isObject(shape: Shape): shape is { readonly [name: string]: Shape } {
  return typeof shape === 'object' && !isList(shape)
}
