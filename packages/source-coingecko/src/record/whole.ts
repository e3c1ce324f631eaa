/** Whole, and within the 64 bits that an integer column holds: a rank of 1e308 is no rank. */
export function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63
}
