import { createHash } from 'node:crypto'
import { plural } from '../output/format.ts'
import { type Html, html, NOTHING } from './html.ts'
import type { ReportData } from './report-data.ts'
import { batchesSection } from './sections/batches.ts'
import { figuresSection } from './sections/figures.ts'
import { freshnessSection } from './sections/freshness.ts'
import { keptOutSection } from './sections/kept-out.ts'
import { largestSection } from './sections/largest.ts'
import { movementsSection } from './sections/movements.ts'
import { quarantineSection } from './sections/quarantine.ts'
import { day, unbroken, when } from './sections/text.ts'
import { STYLE } from './style.ts'

/** The page may draw itself and nothing else: no request, no script, no other style. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** A report as one HTML document that needs nothing beside it. */
export function reportPage(data: ReportData): string {
  const { pipeline, now, batches, plan, market } = data
  const [first, last] = [batches[0], batches.at(-1)]
  const days = [first, last].flatMap((batch) => (batch === undefined ? [] : [day(batch.extractedAt)]))
  const span = [...new Set(days)].join(' to ')
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="tamis">
<title>${pipeline}: market report of ${day(now)}</title>
`
  const body = html`</head>
<body>
<header><p class="eyebrow">Market report</p><h1>${pipeline}</h1>
<p class="lead">${plan} in ${(market.currency ?? '').toUpperCase()} · ${unbroken(span)} · ${plural(batches.length, 'batch', 'batches')}</p></header>
<main>
${figuresSection(data)}
${batchesSection(data)}
${freshnessSection(data)}
${movementsSection(data)}
${largestSection(data)}
${keptOutSection(data)}
${quarantineSection(data)}
</main>
<footer><p>Made by tamis on ${when(now)} UTC, from batch <span class="id">${market.batchId}</span>, revision ${market.revision}. All times are UTC.</p>${creditOf(data)}</footer>
</body>
</html>
`
  return `${page.text}<style>${STYLE}</style>\n${body.text}`
}

/** Whose data it is, where its terms want that said. */
function creditOf({ source }: ReportData): Html {
  return source?.startsWith('coingecko')
    ? html`<p>Data by CoinGecko. Prices are averages over exchanges, for reference.</p>`
    : NOTHING
}
