/**
 * Coins that are meant to be worth one US dollar each, by CoinGecko id: the larger ones with a market of their own.
 * Not here: staked, yield-bearing and fund tokens (they accrue), bridged copies, other currencies, and those whose peg
 * is given up (TerraClassicUSD).
 */
export const DOLLAR_STABLECOINS: readonly string[] = [
  'tether',
  'usd-coin',
  'usds',
  'dai',
  'ethena-usde',
  'first-digital-usd',
  'usd1-wlfi',
  'paypal-usd',
  'ripple-usd',
  'usual-usd',
  'falcon-finance',
  'usdtb',
  'usdd',
  'true-usd',
  'paxos-standard',
  'binance-usd',
  'gemini-dollar',
  'frax',
  'gho',
  'crvusd',
  'liquity-usd',
  'agora-dollar',
  'global-dollar',
  'magic-internet-money',
  'nusd',
]
