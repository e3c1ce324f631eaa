/** What pure code reached for. */
export class WorldTouched extends Error {
  override readonly name = 'WorldTouched'
}

/**
 * Runs synchronous work in a world without time, chance and network: `Date.now`, `new Date()`, `performance.now`,
 * `Math.random` and `fetch` throw meanwhile.
 *
 * @throws WorldTouched naming what was reached for.
 */
export function withoutWorld<R>(work: () => R): R {
  let reached: string | undefined
  const refuse = (what: string) => (): never => {
    reached = what
    throw new WorldTouched(`it reached for ${what}, which a pure function must not`)
  }
  const { Date: RealDate, fetch } = globalThis
  const { random } = Math
  const { now } = performance
  const noDate = refuse('the clock (new Date())')
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given) => (given.length === 0 ? noDate() : Reflect.construct(target, given)),
    get: (target, name) => (name === 'now' ? refuse('the clock (Date.now)') : Reflect.get(target, name)),
  })
  globalThis.fetch = refuse('the network (fetch)')
  Math.random = refuse('chance (Math.random)')
  performance.now = refuse('the clock (performance.now)')
  try {
    const result = work()
    if (reached !== undefined)
      throw new WorldTouched(`it reached for ${reached}, which a pure function must not`)
    return result
  } finally {
    globalThis.Date = RealDate
    globalThis.fetch = fetch
    Math.random = random
    performance.now = now
  }
}
