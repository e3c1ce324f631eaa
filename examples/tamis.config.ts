// A typed configuration: plugins are imported, so the editor checks their options.
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { defineConfig } from 'tamis'

export default defineConfig({
  database: 'data/market.db',
  issues: 'data/issue',
  pipelines: {
    // The 250 largest coins in dollars, with coins of no volume let through but counted.
    dollars: {
      source: { use: coingeckoMarkets, with: { universe: { top: 250 } } },
      store: { use: sqlite },
      rules: [{ use: marketRules, with: { 'volume.zero': 'warn' } }],
    },
    // Three coins in euros beside them, in the same database.
    euros: {
      source: {
        use: coingeckoMarkets,
        with: { universe: { ids: ['bitcoin', 'ethereum', 'tether'] }, vsCurrency: 'eur' },
      },
      store: { use: sqlite },
      rules: [{ use: marketRules }],
      gates: { 'batch.rejected_share': 'off' },
    },
  },
})
