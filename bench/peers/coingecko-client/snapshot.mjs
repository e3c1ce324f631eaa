// The whole market into SQLite as one would write it in an hour: the official client, four pages at a time, one transaction.
import Coingecko from '@coingecko/coingecko-typescript'
import Database from 'better-sqlite3'

const PER_PAGE = 250
const AT_ONCE = 4
const COLUMNS = {
  snapshot_at: 'text',
  id: 'text',
  symbol: 'text',
  name: 'text',
  image: 'text',
  current_price: 'real',
  market_cap: 'real',
  market_cap_rank: 'integer',
  fully_diluted_valuation: 'real',
  total_volume: 'real',
  high_24h: 'real',
  low_24h: 'real',
  price_change_24h: 'real',
  price_change_percentage_24h: 'real',
  market_cap_change_24h: 'real',
  market_cap_change_percentage_24h: 'real',
  circulating_supply: 'real',
  total_supply: 'real',
  max_supply: 'real',
  ath: 'real',
  ath_change_percentage: 'real',
  ath_date: 'text',
  atl: 'real',
  atl_change_percentage: 'real',
  atl_date: 'text',
  roi_times: 'real',
  roi_currency: 'text',
  roi_percentage: 'real',
  last_updated: 'text',
}

async function fetchMarket(client) {
  const coins = []
  for (let page = 1; ; page += AT_ONCE) {
    const pages = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, next) =>
        client.coins.markets.get({ vs_currency: 'usd', per_page: PER_PAGE, page: page + next }),
      ),
    )
    coins.push(...pages.flat())
    if (pages.some((page) => page.length < PER_PAGE)) return coins
  }
}

function save(path, coins, snapshotAt) {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  const columns = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`)
  db.exec(`create table if not exists coins (${columns.join(', ')}, primary key (snapshot_at, id)) strict`)
  const names = Object.keys(COLUMNS)
  const insert = db.prepare(
    `insert into coins (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`,
  )
  const insertAll = db.transaction(() => {
    for (const { roi, ...coin } of coins) {
      insert.run({
        ...coin,
        snapshot_at: snapshotAt,
        roi_times: roi?.times ?? null,
        roi_currency: roi?.currency ?? null,
        roi_percentage: roi?.percentage ?? null,
      })
    }
  })
  insertAll()
  db.close()
}

const [baseURL, path] = process.argv.slice(2)
// Without a key, as the stand-in wants none.
const client = new Coingecko({ baseURL, defaultHeaders: { 'x-cg-pro-api-key': null } })
save(path, await fetchMarket(client), new Date().toISOString())
