import { definePipeline, type JudgeSettings, replayPipeline, runPipeline, systemClock } from '@tamis/core'
import marketRules from '@tamis/rules-market'
import sqlite from '@tamis/sink-sqlite'
import coingeckoMarkets from '@tamis/source-coingecko'
import { generateMarket, type MarketCoin, startStandIn } from '@tamis/testkit/server'

/** Names that break what is careless with them: spreadsheets, CSV, HTML, terminals. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>document.title = "pwned"</script>',
  '"><img src="https://evil.example/x.png" onerror="alert(1)">',
  '</style></svg><iframe src="https://evil.example">',
  'عملة بيتكوين',
  '\u202ereversed\u202c',
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
  '比特币 🚀',
  '  padded  ',
  '\\N',
  'null',
  "O'Brien & Söhne",
]

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 20, 5)
const SIZE = 40
const REJECTED = 12
const OFF = { 'batch.anchors': 'off', 'batch.nulls': 'off' } as const

/** Ids of 40 coins that are alive on the first day, the largest first. */
const IDS = marketOn(0)
  .filter((coin) => (coin.current_price ?? 0) > 0 && (coin.total_volume ?? 0) > 0)
  .slice(0, SIZE)
  .map(({ id }) => id)

function marketOn(day: number): readonly MarketCoin[] {
  return generateMarket({ size: 200, seed: 9, observedAt: new Date(START + day * DAY) })
}

/**
 * A live market of these coins, the largest after the first two with hostile names; the last has neither symbol nor supply.
 * From the second day on the last but one is dead, every fifth day one is missing, and on one day most are.
 */
function coinsOn(day: number): readonly MarketCoin[] {
  return marketOn(day).flatMap((coin) => {
    const at = IDS.indexOf(coin.id)
    if (at < 0 || (day % 5 === 4 && at === 30) || (day === REJECTED && at >= 10)) return []
    const dead = day > 0 && at === SIZE - 2
    const alive = {
      ...coin,
      current_price: coin.current_price || 1,
      total_volume: dead ? 0 : coin.total_volume || 1,
    }
    if (at === SIZE - 1) return [{ ...alive, symbol: '', max_supply: null, total_supply: null }]
    const name = HOSTILE_NAMES[at - 2]
    return [name === undefined ? alive : { ...alive, name, symbol: at % 2 === 0 ? name : coin.symbol }]
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
    api.setCoins(coinsOn(day))
    const clock = { ...systemClock, now: () => START + day * DAY }
    const report = await runPipeline(pipelineOf(), { clock, batchId: `day-${day}` })
    if (report.status !== (day === REJECTED ? 'rejected' : 'published'))
      throw new Error(`${report.batchId} is ${report.status}`)
  }
  return { replay: (settings: JudgeSettings) => replayPipeline(pipelineOf(settings)) }
}
