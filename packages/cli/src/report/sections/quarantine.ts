import { amount, count } from '../../output/format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { KeptOutCoin, ReportData } from '../report-data.ts'
import { scrolling } from './scrolling.ts'
import { coinName, day, named } from './text.ts'

/** Who is kept out of the newest batch, the largest first, and why. */
export function quarantineSection({ quarantined, market, batches }: ReportData): Html {
  if (quarantined.length === 0) return NOTHING
  const all = market.quarantined.length
  const told =
    all > quarantined.length
      ? `The ${count(quarantined.length)} largest of the ${count(all)} coins that the newest batch keeps out.`
      : 'What the newest batch keeps out, the largest first.'
  // With its roles spelled out it stays a table where the style of a narrow page makes blocks of it.
  const table = html`<table class="kept" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Coin</th><th scope="col" role="columnheader">Findings</th><th scope="col" role="columnheader" class="number">Market cap</th><th scope="col" role="columnheader">Since</th></tr></thead>
<tbody role="rowgroup">${quarantined.map((coin) => rowOf(coin, batches[0]?.extractedAt ?? 0))}</tbody></table>`
  return html`<section><h2>In quarantine now</h2><p>${told}</p>${scrolling('In quarantine now', table)}</section>`
}

/** `begin` is the time of the first batch of the report. */
function rowOf({ key, name, findings, marketCap, since }: KeptOutCoin, begin: number): Html {
  const found = findings.map(({ rule, message }) => html`<div><code>${rule}</code> ${named(message)}</div>`)
  return html`<tr role="row"><th scope="row" role="rowheader">${coinName(key, name)}</th><td role="cell">${found}</td><td role="cell" class="number" data-label="Market cap">${amount(marketCap)}</td>${sinceOf(since, begin)}</tr>
`
}

function sinceOf(since: number | null, begin: number): Html {
  if (since === null) return html`<td role="cell" class="nowrap">before ${day(begin)}</td>`
  return html`<td role="cell" class="nowrap" data-label="since">${day(since)}</td>`
}
