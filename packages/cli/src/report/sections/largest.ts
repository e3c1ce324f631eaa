import { amount } from '../../output/format.ts'
import { priceLine } from '../charts/price-line.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { LargeCoin, ReportData } from '../report-data.ts'
import { day, named, unbroken } from './text.ts'

/** The largest coins, each with the shape of its price. */
export function largestSection({ largest, market, batches }: ReportData): Html {
  if (largest.length === 0) return NOTHING
  const [first] = batches
  const since = first === undefined ? '' : ` since ${day(first.extractedAt)}`
  return html`<section><h2>The largest coins</h2>
<p>Prices in ${(market.currency ?? '').toUpperCase()}, and what became of them${unbroken(since)}. Each line goes from its lowest to its highest.</p>
<ul class="coins">${largest.map(cardOf)}</ul></section>`
}

function cardOf({ key, name, symbol, price, points }: LargeCoin, at: number): Html {
  const prices = points.map(([, value]) => value)
  const [low, high] = rangeOf(prices)
  const line = priceLine({
    id: `price-${at}`,
    title: `Price of ${key}`,
    description: `From ${amount(prices[0])} to ${amount(price)}, lowest ${low}, highest ${high}`,
    points,
  })
  return html`<li><h3>${named(name)} <span class="id">${named(symbol)}</span></h3>
<p class="price"><strong>${amount(price)}</strong> ${changeOf(prices[0], price)}</p>${line}
<p class="range"><span>${low}</span><span>${high}</span></p></li>`
}

/** The lowest and the highest price, as exactly as it takes to tell them apart. */
function rangeOf(prices: readonly number[]): readonly [string, string] {
  const bounds = [Math.min(...prices), Math.max(...prices)] as const
  const [low, high] = [amount(bounds[0]), amount(bounds[1])]
  return low === high ? [exact(bounds[0]), exact(bounds[1])] : [low, high]
}

const DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 8 })

function exact(price: number): string {
  return price >= 1e-4 ? DIGITS.format(price) : price.toPrecision(5)
}

function changeOf(before: number | undefined, now: number): Html {
  if (before === undefined || before === 0) return NOTHING
  const change = (now / before - 1) * 100
  const size = Math.abs(change).toFixed(Math.abs(change) < 10 ? 1 : 0)
  if (Number(size) === 0) return html`<span class="faint">unchanged</span>`
  return change > 0 ? html`<span class="up">▲ ${size} %</span>` : html`<span class="down">▼ ${size} %</span>`
}
