/** An amount as the API rounds it: whole from 100,000 on, else six significant digits. */
export function money(value: number): number {
  return Math.abs(value) >= 1e5 ? Math.round(value) : Number(value.toPrecision(6))
}

/** A computed amount, which the API leaves nearly unrounded. */
export function exact(value: number): number {
  return Number(value.toPrecision(13))
}

/** The change between two amounts in percent, to five decimals. */
export function percent(now: number, then: number): number {
  return then === 0 ? 0 : Number(((now / then - 1) * 100).toFixed(5))
}
