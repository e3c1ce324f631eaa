/**
 * Counts how many objects carry each top-level name. Neighbours mostly carry the same names in the same order, so runs
 * of such are counted once.
 */
export class KeyCount {
  readonly #counts = new Map<string, number>()
  #names: readonly string[] = []
  #run = 0

  add(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    if (this.#run > 0 && hasNames(value, this.#names)) {
      this.#run++
      return
    }
    this.#flush()
    this.#names = Object.keys(value)
    this.#run = 1
  }

  counts(): ReadonlyMap<string, number> {
    this.#flush()
    return this.#counts
  }

  #flush(): void {
    for (const name of this.#names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + this.#run)
    this.#names = []
    this.#run = 0
  }
}

function hasNames(value: object, names: readonly string[]): boolean {
  let at = 0
  for (const name in value) if (name !== names[at++]) return false
  return at === names.length
}
