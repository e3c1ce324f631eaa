import type { MarketRule } from '../record.ts'

export const symbolMissing: MarketRule = {
  kind: 'rule',
  id: 'symbol.missing',
  version: 1,
  summary: 'The symbol is missing or blank.',
  basis: 'Real: 5 of 21,498 recorded coins have an empty symbol. A symbol is never a key, so nothing breaks.',
  example: 'symbol: "" warns; symbol: "btc" passes.',
  severity: 'warn',
  check({ symbol }) {
    if (symbol === undefined || (symbol !== null && symbol.trim() !== '')) return 'pass'
    return {
      code: 'missing',
      message: 'The coin has no symbol',
      path: 'symbol',
      expected: 'text',
      received: symbol,
    }
  },
}
