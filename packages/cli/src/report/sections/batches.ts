import { count, plural } from '../../output/format.ts'
import { type Bars, overTime } from '../charts/over-time.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Judged } from '../range.ts'
import type { ReportData } from '../report-data.ts'
import { legend } from './legend.ts'
import { scrolling } from './scrolling.ts'
import { day, minute, unbroken, when } from './text.ts'

const LISTED = 30

/** Every batch: what was loaded, what was kept out, what a gate rejected. */
export function batchesSection({ shown, batches }: ReportData): Html {
  const bars = barsOf(shown.batches)
  const told = describe(batches)
  const chart = overTime({
    id: 'batches',
    title: 'Records of each batch',
    description: told,
    times: shown.batches.map(({ extractedAt }) => extractedAt),
    bars,
    tip: (time, { name }, value) => `${minute(time)}: ${count(value)} ${name}`,
  })
  const few = shown.every === 'batch' ? '' : ` The charts show the last batch of each ${shown.every}.`
  return html`<section><h2>Batches</h2>
<p>${unbroken(told)}${few} Every record is loaded, kept out by a rule, or a duplicate.</p>
<figure>${chart}<figcaption>${legend(bars)}</figcaption></figure>
${tableOf(batches)}</section>`
}

function barsOf(batches: readonly Judged[]): readonly Bars[] {
  const valuesOf = (state: Judged['state'], pick: (batch: Judged) => number | null): number[] =>
    batches.map((batch) => (batch.state === state ? (pick(batch) ?? 0) : 0))
  const all: readonly Bars[] = [
    { name: 'loaded', colour: 'var(--loaded)', values: valuesOf('published', ({ loaded }) => loaded) },
    {
      name: 'kept out by rules',
      colour: 'var(--kept)',
      values: valuesOf('published', ({ quarantined }) => quarantined),
    },
    {
      name: 'rejected by a gate',
      colour: 'var(--rejected)',
      hollow: true,
      values: valuesOf('rejected', ({ extracted }) => extracted),
    },
  ]
  return all.filter(({ values }, at) => at === 0 || values.some((value) => value > 0))
}

function describe(batches: readonly Judged[]): string {
  const [first, last] = [batches[0], batches.at(-1)]
  if (first === undefined || last === undefined) return 'No batch in this range.'
  const sizes = batches.filter(({ state }) => state === 'published').map(({ loaded }) => loaded ?? 0)
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)]
  const size = low === high ? plural(low, 'coin') : `${count(low)} to ${count(high)} coins`
  const days =
    first === last
      ? `of ${day(first.extractedAt)}`
      : `from ${day(first.extractedAt)} to ${day(last.extractedAt)}`
  return `${plural(batches.length, 'batch', 'batches')} ${days}${sizes.length === 0 ? '' : `, with ${size} loaded`}.`
}

function tableOf(batches: readonly Judged[]): Html {
  const listed = batches.slice(-LISTED).toReversed()
  const earlier = batches.length - listed.length
  const title =
    earlier === 0 ? 'The batches as a table' : `The last ${count(listed.length)} batches as a table`
  const table = html`<table><thead><tr><th scope="col">Time</th><th scope="col">Batch</th><th scope="col">State</th><th scope="col" class="number">Loaded</th><th scope="col" class="number">Kept out</th><th scope="col" class="number">Duplicates</th></tr></thead>
<tbody>${listed.map(rowOf)}</tbody></table>`
  return html`<details><summary>${title}</summary>${scrolling(title, table)}${earlier === 0 ? NOTHING : html`<p class="faint">and ${count(earlier)} earlier</p>`}</details>`
}

function rowOf({ extractedAt, batchId, state, revision, loaded, quarantined, duplicates }: Judged): Html {
  const told = revision > 1 ? `${state}, revision ${revision}` : state
  return html`<tr><td>${when(extractedAt)}</td><td class="id">${batchId}</td><td>${told}</td><td class="number">${count(loaded ?? 0)}</td><td class="number">${count(quarantined ?? 0)}</td><td class="number">${count(duplicates ?? 0)}</td></tr>
`
}
