import { amount, count } from '../../output/format.ts'
import { type Bars, overTime } from '../charts/over-time.ts'
import { type Html, html, NOTHING } from '../html.ts'
import { type Move, type Movement, movesBy } from '../movements.ts'
import type { ReportData } from '../report-data.ts'
import { legend } from './legend.ts'
import { coinName, minute, when } from './text.ts'

const LISTED = 8

interface Kind {
  readonly move: Move
  readonly title: string
  readonly colour: string
  readonly sign: 1 | -1
}

const KINDS: readonly Kind[] = [
  { move: 'entered', title: 'Entered', colour: 'var(--loaded)', sign: 1 },
  { move: 'back', title: 'Came back', colour: 'var(--back)', sign: 1 },
  { move: 'left', title: 'Left', colour: 'var(--left)', sign: -1 },
  { move: 'zombie', title: 'Went zombie', colour: 'var(--kept)', sign: -1 },
  { move: 'kept_out', title: 'Kept out otherwise', colour: 'var(--rule-3)', sign: -1 },
]

/** Who came, who left, and who stopped trading. */
export function movementsSection(data: ReportData): Html {
  const { movements, batches } = data
  if (movements.length === 0) {
    const why =
      batches.length < 2 ? 'One batch alone tells nothing of change.' : 'No coin came, left or went zombie.'
    return html`<section><h2>Came and went</h2><p>${why}</p></section>`
  }
  const bars = barsOf(data)
  const notes = new Set(movements.flatMap(({ note }) => note ?? []))
  return html`<section><h2>Came and went</h2>
<p>Each batch against the one before it. A zombie is a coin without a price or without a volume.</p>
${[...notes].map((note) => html`<p class="note">${note}</p>`)}<figure>${chartOf(data, bars)}<figcaption>${legend(bars)}</figcaption></figure>
<div class="moves">${KINDS.map((kind) => listOf(data, kind))}</div></section>`
}

function barsOf({ movements, shown }: ReportData): readonly Bars[] {
  const times = shown.batches.map(({ extractedAt }) => extractedAt)
  const counts = movesBy(movements, times)
  return KINDS.map(({ move, title, colour, sign }) => ({
    name: title.toLowerCase(),
    colour,
    values: counts.map((moves) => sign * moves[move]),
  })).filter(({ values }) => values.some((value) => value !== 0))
}

function chartOf({ movements, shown }: ReportData, bars: readonly Bars[]): Html {
  const totals = KINDS.map(({ move, title }) => `${title}: ${count(totalOf(movements, move))}`)
  return overTime({
    id: 'moves',
    title: 'Coins that came, upwards, and went, downwards',
    description: totals.join(', '),
    times: shown.batches.map(({ extractedAt }) => extractedAt),
    bars,
    tip: (time, { name }, value) => `${minute(time)}: ${count(Math.abs(value))} ${name}`,
  })
}

function totalOf(movements: readonly Movement[], move: Move): number {
  return movements.filter((one) => one.move === move).length
}

function listOf({ movements, nameOf }: ReportData, { move, title }: Kind): Html {
  const all = movements.filter((one) => one.move === move).toReversed()
  if (all.length === 0) return NOTHING
  const earlier = all.length - LISTED
  return html`<div><h3>${title} <span class="faint">${count(all.length)}</span></h3><ul>${all
    .slice(0, LISTED)
    .map((one) =>
      itemOf(one, nameOf(one.key)),
    )}</ul>${earlier > 0 ? html`<p class="faint">and ${count(earlier)} earlier</p>` : NOTHING}</div>`
}

function itemOf({ key, at, rules, lastGoodPrice }: Movement, name: string | null): Html {
  const told = [...rules, ...(lastGoodPrice === null ? [] : [`last price ${amount(lastGoodPrice)}`])].join(
    ', ',
  )
  return html`<li>${coinName(key, name)}<span class="detail">${when(at)}</span><span class="detail">${told}</span></li>`
}
