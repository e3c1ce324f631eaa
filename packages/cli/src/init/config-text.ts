import { type Cost, perMonthText, perRunText } from './cost.ts'

/** What goes into a config, paths as they count from its folder. */
export interface Content {
  readonly universe: string
  readonly currency: string
  readonly at: readonly string[]
  readonly database: string
  readonly issues: string
  readonly cost: Cost
}

/** The configuration in TypeScript, each setting with what it is for. It imports a type alone, so it runs anywhere. */
export function typescriptConfig({ universe, currency, at, database, issues, cost }: Content): string {
  const schedule = at.length === 0 ? '' : ` --at ${at.join(',')}`
  return `// What \`tamis\` does in this folder. Nothing has to be installed for it: \`npx tamis run\` reads it as it is.
// With \`npm install --save-dev tamis\` the editor knows the type below, and explains and completes every setting.
import type { Config } from 'tamis'

export default {
  // One SQLite file that is yours: copy it, back it up, open it with any tool. --database and TAMIS_DATABASE go before it.
  database: ${quoted(database)},

  // What rules kept out, one file a batch; null writes none. \`tamis quarantine list\` shows the same.
  issues: ${quoted(issues)},

  // Each pipeline is a market of its own; several may share the database, and \`tamis run NAME\` chooses one of them.
  // \`tamis schedule systemd${schedule}\` has it run by itself; also cron, airflow, kubernetes, github, compose.
  pipelines: {
    markets: {
      source: {
        use: '@tamis/source-coingecko',
        with: {
          // 'top:N' by market cap, 'all' for the whole market, or 'ids:bitcoin,ethereum'.
          // It takes ${perRunText(cost)}; ${at.length === 0 ? 'nothing runs by itself' : perMonthText(cost)}.
          universe: ${quoted(universe)},
          vsCurrency: ${quoted(currency)},
        },
      },

      // Every answer as received, and the clean market: both in the database above.
      store: { use: '@tamis/sink-sqlite' },

      // Zombie coins (no price, no volume) and what is broken (no name, a negative price) are kept out; the rest only
      // warns. Here by id: 'quarantine', 'warn', 'off', or { severity, …settings }. \`tamis rules list\` shows them all,
      // \`tamis rules test\` what a change would do.
      rules: [{ use: '@tamis/rules-market', with: {} }],

      // What rejects a whole batch, by id: 'reject', 'warn', 'off', or { severity, …settings }.
      gates: {},
    },
  },
} satisfies Config
`
}

/** The same in JSON, which has no comments: its schema explains each setting to an editor. */
export function jsonConfig({ universe, currency, database, issues }: Content, schema: string): string {
  const config = {
    $schema: schema,
    database,
    issues,
    pipelines: {
      markets: {
        source: { use: '@tamis/source-coingecko', with: { universe, vsCurrency: currency } },
        store: { use: '@tamis/sink-sqlite' },
        rules: [{ use: '@tamis/rules-market', with: {} }],
        gates: {},
      },
    },
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

/** Text as a literal of TypeScript, whatever it holds. */
function quoted(text: string): string {
  return /^[^'\\\p{Cc}\p{Zl}\p{Zp}]*$/u.test(text) ? `'${text}'` : JSON.stringify(text)
}
