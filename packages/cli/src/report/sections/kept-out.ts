import { count } from '../../output/format.ts'
import { type Bars, overTime } from '../charts/over-time.ts'
import { type Html, html } from '../html.ts'
import type { ReportData } from '../report-data.ts'
import { legend } from './legend.ts'
import { minute } from './text.ts'

const COLOURS = ['var(--rule-1)', 'var(--rule-2)', 'var(--rule-3)', 'var(--rule-4)', 'var(--rule-5)']
const OTHERS = 'var(--rule-6)'

/** How many records rules keep out, over time. */
export function keptOutSection(data: ReportData): Html {
  const bars = barsOf(data)
  if (bars.length === 0) {
    return html`<section><h2>Kept out by rules</h2><p>No rule kept anything out in this time.</p></section>`
  }
  const chart = overTime({
    id: 'kept-out',
    title: 'Records kept out of each batch, by rule',
    description: bars.map(({ name, values }) => `${name}: ${count(values.at(-1) ?? 0)} at last`).join('; '),
    times: data.shown.batches.map(({ extractedAt }) => extractedAt),
    bars,
    tip: (time, { name }, value) => `${minute(time)}: ${count(value)} by ${name}`,
  })
  return html`<section><h2>Kept out by rules</h2>
<p>What a rule objects to is in quarantine with its findings, never dropped.</p>
<figure>${chart}<figcaption>${legend(bars)}</figcaption></figure></section>`
}

/** The sets of rules that keep out most, and the others together: each record counts once. */
function barsOf({ shown, keptOut }: ReportData): readonly Bars[] {
  const counts = keptOut.map(({ rules, ...count }) => ({ ...count, name: rules.join(' and ') }))
  const totalOf = (name: string): number => total(counts.filter((one) => one.name === name))
  const names = [...new Set(counts.map(({ name }) => name))].toSorted(
    (left, right) => totalOf(right) - totalOf(left),
  )
  const most = names.length > COLOURS.length + 1 ? names.slice(0, COLOURS.length) : names
  const others = names.filter((name) => !most.includes(name))
  const valuesOf = (chosen: readonly string[]): number[] => {
    const wanted = counts.filter(({ name }) => chosen.includes(name))
    return shown.batches.map(({ batchId }) => total(wanted.filter((one) => one.batchId === batchId)))
  }
  const bars = most.map((name, at) => ({ name, colour: COLOURS[at] ?? OTHERS, values: valuesOf([name]) }))
  return others.length === 0
    ? bars
    : [...bars, { name: 'other rules', colour: OTHERS, values: valuesOf(others) }]
}

function total(counts: readonly { readonly records: number }[]): number {
  return counts.reduce((all, { records }) => all + records, 0)
}
