import type { Gate, Rule } from '@tamis/core'
import type { Coin } from './coin.ts'

/** Keeps out coins that nobody trades, as the zombie rules of a real market do. */
export const volumeZero: Rule<Coin> = {
  kind: 'rule',
  id: 'volume.zero',
  version: 1,
  summary: 'Nobody trades the coin.',
  severity: 'quarantine',
  check: ({ total_volume: volume }) =>
    volume === null || volume > 0
      ? 'pass'
      : { code: 'zero', message: 'No volume', path: 'total_volume', expected: '> 0', received: volume },
}

/** Keeps out cheap coins: another opinion, so that replay under other rules changes something. */
export const priceLow: Rule<Coin> = {
  kind: 'rule',
  id: 'price.low',
  version: 1,
  summary: 'The price is below 10.',
  severity: 'quarantine',
  check: ({ current_price: price }) =>
    price === null || price >= 10
      ? 'pass'
      : { code: 'low', message: 'Cheap', path: 'current_price', expected: '>= 10', received: price },
}

/** Rejects a batch of which rules keep more than this share out. */
export function shareKeptOut(most: number): Gate<Coin> {
  return {
    kind: 'gate',
    id: 'batch.share',
    version: 1,
    summary: 'Too much of the batch is kept out.',
    severity: 'reject',
    settings: { most },
    check: ({ counts }) => {
      const share = counts.extracted === 0 ? 0 : counts.quarantined / counts.extracted
      if (share <= most) return { outcome: 'passed', measures: { share } }
      return {
        outcome: 'failed',
        measures: { share },
        findings: [{ code: 'share', message: `${share} > ${most}` }],
      }
    },
  }
}
