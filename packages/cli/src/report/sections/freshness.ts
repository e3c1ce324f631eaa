import { count, duration } from '../../output/format.ts'
import { type Html, html } from '../html.ts'
import type { ReportData } from '../report-data.ts'
import { when } from './text.ts'

/** How old the newest batch is, how regular batches come, and how old the prices were that the vendor gave. */
export function freshnessSection({ freshness, market }: ReportData): Html {
  const { age, usualGap, longestGap, vendorAge, staleCoins } = freshness
  const facts: (readonly [string, Html])[] = [
    ['Newest batch', html`${when(market.extractedAt)}, ${duration(age)} before this page was made`],
  ]
  if (usualGap !== null) facts.push(['Between batches', html`${duration(usualGap)} as a rule`])
  if (longestGap !== null) {
    facts.push(['Longest gap', html`${duration(longestGap.length)}, after ${when(longestGap.from)}`])
  }
  if (vendorAge !== null && staleCoins !== null) {
    const stale = staleCoins === 0 ? 'none was' : `${count(staleCoins)} ${staleCoins === 1 ? 'was' : 'were'}`
    facts.push([
      'Prices',
      html`half of them no older than ${duration(vendorAge)} when they were fetched; ${stale} older than a day`,
    ])
  }
  return html`<section><h2>Freshness</h2><dl class="facts">${facts.map(
    ([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`,
  )}</dl></section>`
}
