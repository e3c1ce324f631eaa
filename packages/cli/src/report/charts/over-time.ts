import type { Html } from '../html.ts'
import { html } from '../html.ts'
import { type ChartOption, type Drawing, drawing, type Series, type Size } from './svg.ts'

/** A series of bars: one value a time. */
export interface Bars {
  readonly name: string
  /** A custom property of the style of the page. */
  readonly colour: string
  readonly values: readonly number[]
  /** Only the outline: what might have been. */
  readonly hollow?: boolean
}

export interface OverTime extends Omit<Drawing, 'option' | 'tip'> {
  /** Times in milliseconds since 1970 UTC, ascending. */
  readonly times: readonly number[]
  /** Bars upon each other; values below 0 go down. */
  readonly bars: readonly Bars[]
  /** What is told of a time under the pointer. */
  readonly tip: (time: number, bars: Bars, value: number) => string
}

const WIDE: Size = { width: 880, height: 220 }
const NARROW: Size = { width: 340, height: 200 }
const HALF_DAY = 43_200_000
const INSET = 48

/** Stacked bars over time, drawn for a wide and for a narrow page: the style shows the one that fits. */
export function overTime(chart: OverTime): Html {
  const sized = (size: Size, name: string): Html =>
    drawing({ ...drawn(chart, size), id: `${chart.id}-${name}` }, size)
  return html`<div class="wide">${sized(WIDE, 'wide')}</div><div class="narrow">${sized(NARROW, 'narrow')}</div>`
}

function drawn({ times, bars, tip, ...told }: OverTime, { width }: Size): Drawing {
  const { min, max, step } = spanOf(times)
  const barWidth = Math.max(1, Math.min(16, ((width - INSET) * 0.72 * step) / (max - min)))
  return {
    ...told,
    option: optionOf(
      { min, max },
      bars.map((one) => seriesOf(one, times, barWidth)),
    ),
    tip: (series, point) => {
      const [one, time] = [bars[series], times[point]]
      return one === undefined || time === undefined ? '' : tip(time, one, one.values[point] ?? 0)
    },
  }
}

/** From half a step before the first time to half a step after the last, so that no bar is cut. */
function spanOf(times: readonly number[]): {
  readonly min: number
  readonly max: number
  readonly step: number
} {
  const [first = 0, last = first] = [times[0], times.at(-1)]
  const step = times.length > 1 ? (last - first) / (times.length - 1) : HALF_DAY
  return { min: first - step * 0.6, max: last + step * 0.6, step }
}

function seriesOf(
  { name, colour, values, hollow }: Bars,
  times: readonly number[],
  barWidth: number,
): Series {
  return {
    type: 'bar',
    name,
    stack: 'all',
    stackStrategy: 'samesign',
    barWidth,
    silent: true,
    emphasis: { disabled: true },
    itemStyle: hollow ? { color: 'none', borderColor: colour } : { color: colour },
    data: times.map((time, at) => [time, values[at] || null]),
  }
}

function optionOf(span: { readonly min: number; readonly max: number }, series: Series[]): ChartOption {
  const label = { color: 'var(--muted)', fontSize: 12 }
  return {
    grid: { left: 4, right: 4, top: 10, bottom: 4 },
    xAxis: {
      type: 'time',
      ...span,
      axisLabel: { ...label, hideOverlap: true },
      axisLine: { lineStyle: { color: 'var(--line)' } },
      axisTick: { show: false },
      splitNumber: 6,
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      minInterval: 1,
      axisLabel: label,
      splitLine: { lineStyle: { color: 'var(--line)' } },
    },
    series,
  }
}
