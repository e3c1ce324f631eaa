/** A 32-bit hash of a text (FNV-1a with a final mix): equal texts, equal hashes, on every machine. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash)
}

/** A number in [0, 1) that depends on nothing but its arguments; no state, so the order of calls is free. */
export function chance(seed: number, ...salts: readonly number[]): number {
  let hash = mix(seed)
  for (const salt of salts) hash = mix(hash ^ Math.imul(salt | 0, 0x9e3779b1))
  return hash / 2 ** 32
}

/** Successive numbers in [0, 1) from a seed, for what is drawn in order. */
export function generator(seed: number): () => number {
  let step = 0
  return () => chance(seed, step++)
}

function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
