import { count, duration, plural } from '../../output/format.ts'
import { type Html, html } from '../html.ts'
import type { ReportData } from '../report-data.ts'
import { when } from './text.ts'

interface Figure {
  readonly label: string
  readonly value: string
  readonly note: Html
}

/** What matters most, in figures. */
export function figuresSection({ market, before, batches, freshness }: ReportData): Html {
  const { length: size } = market.records
  const { length: kept } = market.quarantined
  const rejected = batches.filter(({ state }) => state === 'rejected').length
  const figures: readonly Figure[] = [
    {
      label: 'Newest batch',
      value: `${duration(freshness.age)} old`,
      note: html`when this page was made; of ${when(market.extractedAt)}`,
    },
    {
      label: 'Universe',
      value: plural(size, 'coin'),
      note: html`${changeText(size, before?.loaded ?? null)}`,
    },
    {
      label: 'Kept out',
      value: plural(kept, 'coin'),
      note: html`${shareText(kept, size + kept)} of the newest batch`,
    },
    {
      label: 'In this report',
      value: plural(batches.length, 'batch', 'batches'),
      note: html`${rejected === 0 ? 'all published' : `${count(rejected)} of them rejected by a gate`}`,
    },
  ]
  return html`<dl class="figures">${figures.map(
    ({ label, value, note }) =>
      html`<div><dt>${label}</dt><dd><strong>${value}</strong> <span>${note}</span></dd></div>`,
  )}</dl>`
}

function changeText(size: number, before: number | null): string {
  if (before === null) return 'with nothing before to compare'
  const change = size - before
  if (change === 0) return 'as many as in the batch before'
  return `${count(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than in the batch before`
}

function shareText(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((part / whole) * 100).toFixed(1)} %`
}
