import { definePipeline, type JudgeSettings, replayPipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { generateMarket, type MarketCoin, startStandIn } from '@tamis/testkit/server'

/** Names that break what is careless with them: spreadsheets, CSV, HTML, terminals. */
export const HOSTILE_NAMES: readonly string[] = [
  '=HYPERLINK("http://evil.example","click")',
  '+1+cmd|"/C calc"!A0',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '＝1+1',
  "'=guarded already",
  "'quoted'",
  'commas, "quotes"; semicolons',
  'two\nlines\r\nof it',
  'عملة بيتكوين',
  '\u202ereversed\u202c',
  '比特币 🚀',
  '  padded  ',
  '\\N',
  'null',
  '<script>document.title = "pwned"</script>',
  '"><img src="https://evil.example/x.png" onerror="alert(1)">',
  '</style></svg><iframe src="https://evil.example">',
  "O'Brien & Söhne",
]

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 20, 5)
const SIZE = 40
const OFF = { 'batch.anchors': 'off', 'batch.nulls': 'off' } as const

/** A live market of 40 coins, the largest after the first two with hostile names; one has neither symbol nor supply. */
function coinsOn(day: number): readonly MarketCoin[] {
  const market = generateMarket({ size: 200, seed: 9, observedAt: new Date(START + day * DAY) })
  const alive = market.filter((coin) => (coin.current_price ?? 0) > 0 && (coin.total_volume ?? 0) > 0)
  return alive.slice(0, SIZE).map((coin, at) => {
    const name = HOSTILE_NAMES[at - 2]
    if (at === SIZE - 1) return { ...coin, symbol: '', max_supply: null, total_supply: null }
    return name === undefined ? coin : { ...coin, name, symbol: at % 2 === 0 ? name : coin.symbol }
  })
}

/** A database of some days of that market, one batch a day: `day-0`, `day-1`, … Returns how to replay it. */
export async function hostileMarket(path: string, days: number) {
  await using api = await startStandIn({ coins: coinsOn(0) })
  const pipelineOf = (settings: JudgeSettings = {}) => {
    const { stager, sink } = sqlite({ path })
    const source = coingeckoMarkets({ universe: { top: SIZE }, baseUrl: api.url, requestsPerMinute: 0 })
    return definePipeline({
      name: 'markets',
      source,
      stager,
      sink,
      rules: marketRules({ ...OFF, ...settings }),
      issues: null,
    })
  }
  for (let day = 0; day < days; day++) {
    // From the second day on the smallest coin is dead.
    const coins = coinsOn(day).map((coin, at) =>
      day > 0 && at === SIZE - 2 ? { ...coin, total_volume: 0 } : coin,
    )
    api.setCoins(coins)
    const clock = { ...systemClock, now: () => START + day * DAY }
    const report = await runPipeline(pipelineOf(), { clock, batchId: `day-${day}` })
    if (report.status !== 'published') throw new Error(`${report.batchId} is ${report.status}`)
  }
  return { replay: (settings: JudgeSettings) => replayPipeline(pipelineOf(settings)) }
}
