// What `tamis` does in this folder. Nothing has to be installed for it: `npx tamis run` reads it as it is.
// With `npm install --save-dev tamis` the editor knows the type below, and explains and completes every setting.
import type { Config } from 'tamis'

export default {
  // One SQLite file that is yours: copy it, back it up, open it with any tool. --database and TAMIS_DATABASE go before it.
  database: 'data/market.db',

  // What rules kept out, one file a batch; null writes none. `tamis quarantine list` shows the same.
  issues: 'data/issue',

  // Each pipeline is a market of its own; several may share the database, and `tamis run NAME` chooses one of them.
  // `tamis schedule systemd --at 05:00,17:00` has it run by itself; also cron, airflow, kubernetes, github, compose.
  pipelines: {
    markets: {
      source: {
        use: '@tamis/source-coingecko',
        with: {
          // 'top:N' by market cap, 'all' for the whole market, or 'ids:bitcoin,ethereum'.
          // It takes 1 request a run; 60 requests a month.
          universe: 'top:250',
          vsCurrency: 'usd',
        },
      },

      // Every answer as received, and the clean market: both in the database above.
      store: { use: '@tamis/sink-sqlite' },

      // Zombie coins (no price, no volume) and what is broken (no name, a negative price) are kept out; the rest only
      // warns. Here by id: 'quarantine', 'warn', 'off', or { severity, …settings }. `tamis rules list` shows them all,
      // `tamis rules test` what a change would do.
      rules: [{ use: '@tamis/rules-market', with: {} }],

      // What rejects a whole batch, by id: 'reject', 'warn', 'off', or { severity, …settings }.
      gates: {},
    },
  },
} satisfies Config
