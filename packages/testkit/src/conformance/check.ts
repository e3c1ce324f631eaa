import { inspect, isDeepStrictEqual } from 'node:util'
import { isTamisError, type TamisError } from '@tamis/core'

/** One promise of a contract, put to the test. */
export interface Check<P extends string = string> {
  readonly promise: P
  /** Why it is not looked at; undefined when it is. */
  readonly skipped: string | undefined
  /** @throws PromiseBroken naming the promise and what was seen. */
  run(): Promise<Skip | undefined>
}

/** What a body says that finds nothing to look at. */
export interface Skip {
  readonly reason: string
}

/** The bodies of a suite by promise; each gets a bench of its own. */
export type Bodies<P extends string, B> = Readonly<Record<P, (bench: B) => Promise<Skip | undefined>>>

/** Promises that a plugin does not make, each with the reason; shown beside the skipped test. */
export type Skips<P extends string> = Readonly<Partial<Record<P, string>>>

/** A plugin does not keep a promise of its contract. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken'
  readonly promise: string

  /** @param usually what breaks it in most plugins that do. */
  constructor(promise: string, cause: unknown, usually?: string) {
    const seen = cause instanceof Seen ? cause.message : `it threw ${textOf(cause)}`
    const isElsewhere = cause instanceof Elsewhere || usually === undefined
    const look = isElsewhere ? '' : `. Usually: ${usually}`
    super(`Promise broken: ${promise}. Seen: ${seen}${look}`, { cause })
    this.promise = promise
  }
}

/** What was seen that should not be. */
class Seen extends Error {}

/** What kept a check from looking at all: another promise is broken. */
class Elsewhere extends Seen {}

/**
 * The checks of a suite in the order of its promises.
 *
 * @throws TypeError when a promise is skipped that the suite does not know, or without a reason.
 */
export function checksOf<P extends string, B extends AsyncDisposable>(
  bodies: Bodies<P, B>,
  skips: Skips<P>,
  setUp: () => Promise<B>,
  usually?: Readonly<Record<P, string>>,
): readonly Check<P>[] {
  const promises = Object.keys(bodies) as P[]
  for (const [promise, reason] of Object.entries(skips)) {
    if (!Object.hasOwn(bodies, promise)) {
      throw new TypeError(`No promise ${JSON.stringify(promise)}; there is: ${promises.join(', ')}`)
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new TypeError(`Skipping ${JSON.stringify(promise)} needs a reason`)
    }
  }
  return promises.map((promise) => ({
    promise,
    skipped: skips[promise],
    async run() {
      try {
        await using bench = await setUp()
        return await bodies[promise](bench)
      } catch (cause) {
        throw new PromiseBroken(promise, cause, usually?.[promise])
      }
    },
  }))
}

/** Ends a check unless the condition holds. */
export function keep(condition: boolean, seen: string | (() => string)): asserts condition {
  if (!condition) throw new Seen(typeof seen === 'string' ? seen : seen())
}

/** Ends a check that could not look at its promise, unless the condition holds. */
export function need(condition: boolean, seen: string): asserts condition {
  if (!condition) throw new Elsewhere(`${seen}, so that this could not be looked at`)
}

/** The same for what a part of the plugin threw; what a check has seen already stands. */
export function blame(part: string, thrown: unknown): never {
  if (thrown instanceof Seen) throw thrown
  const seen = `${part} threw ${textOf(thrown)}, so that this could not be looked at`
  throw new Elsewhere(seen, { cause: thrown })
}

/** Ends a check unless both values are equal, to the last nested one; says where they are not. */
export function same(received: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(received, expected)) return
  const { path, left, right } = firstDifference(received, expected)
  keep(false, `${what}${path}: ${brief(left)} instead of ${brief(right)}`)
}

function firstDifference(
  left: unknown,
  right: unknown,
  path = '',
): { path: string; left: unknown; right: unknown } {
  if (!isPlain(left) || !isPlain(right) || Array.isArray(left) !== Array.isArray(right))
    return { path, left, right }
  if (Array.isArray(left) && left.length !== (right as readonly unknown[]).length)
    return { path, left, right }
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  for (const name of names) {
    const [one, other]: readonly unknown[] = [Reflect.get(left, name), Reflect.get(right, name)]
    if (!isDeepStrictEqual(one, other)) return firstDifference(one, other, `${path}.${name}`)
  }
  return { path, left, right }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

/** Ends a check unless the work throws a TamisError, and, where that is said, the one that it should be. */
export async function refuses(
  what: string,
  work: () => unknown,
  expected: Partial<Pick<TamisError, 'code' | 'exitCode' | 'recovery'>> = {},
): Promise<TamisError> {
  const outcome = await outcomeOf(work)
  keep('thrown' in outcome, `${what} was accepted`)
  const { thrown } = outcome
  keep(isTamisError(thrown), `${what}: it threw ${textOf(thrown)}, which is no TamisError`)
  for (const [name, value] of Object.entries(expected)) {
    same(Reflect.get(thrown, name), value, `${name} of the error (${thrown.message}) for ${what}`)
  }
  keep(
    thrown.message !== '' && thrown.hint !== '',
    `${what}: the error ${thrown.code} has no message or hint`,
  )
  return thrown
}

/** What work came to, whatever it was. */
export async function outcomeOf<R>(
  work: () => R | Promise<R>,
): Promise<{ readonly value: R } | { readonly thrown: unknown }> {
  try {
    return { value: await work() }
  } catch (thrown) {
    return { thrown }
  }
}

/** Enough of a value to see what is wrong with it. */
export function brief(value: unknown): string {
  const text = inspect(value, {
    depth: 6,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    maxStringLength: 80,
  })
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

/** Any thrown value as one line. */
export function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return brief(thrown)
  const code = 'code' in thrown ? ` (${String(thrown.code)})` : ''
  return `${thrown.name}${code}: ${thrown.message}`
}
