import { generateMarket } from '@tamis/testkit/server'

export const COINS = 17_500
const PER_PAGE = 250

/** A snapshot of a generated market as the bytes of its pages, 250 coins each. Equal seeds give equal bytes. */
export function marketPages(observedAt: Date, size = COINS, seed = 7): readonly Uint8Array[] {
  const coins = generateMarket({ size, seed, observedAt })
  const pages: Uint8Array[] = []
  for (let at = 0; at < coins.length; at += PER_PAGE) {
    pages.push(new TextEncoder().encode(JSON.stringify(coins.slice(at, at + PER_PAGE))))
  }
  return pages
}

/** Moments twelve hours apart, as two runs a day make them. */
export function slot(number: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 5) + number * 12 * 3_600_000)
}
