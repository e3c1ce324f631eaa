import type { Html } from '../html.ts'
import { drawing } from './svg.ts'

export interface PriceLine {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Time in milliseconds since 1970 UTC, and the price then. */
  readonly points: readonly (readonly [number, number])[]
}

/** A line without axes: the shape of a price, from its lowest to its highest. */
export function priceLine({ points, ...told }: PriceLine): Html {
  const prices = points.map(([, price]) => price)
  const [low, high] = [Math.min(...prices), Math.max(...prices)]
  const margin = (high - low || high || 1) * 0.06
  const bounds = { show: false, min: low - margin, max: high + margin }
  const option = {
    grid: { left: 2, right: 2, top: 2, bottom: 2, outerBoundsMode: 'none' as const },
    xAxis: { type: 'time' as const, show: false, min: 'dataMin' as const, max: 'dataMax' as const },
    yAxis: { type: 'value' as const, ...bounds },
    series: [
      {
        type: 'line' as const,
        silent: true,
        emphasis: { disabled: true },
        symbol: points.length === 1 ? 'circle' : 'none',
        itemStyle: { color: 'var(--loaded)' },
        lineStyle: { color: 'var(--loaded)', width: 1.75, join: 'round' as const },
        areaStyle: { color: 'var(--loaded)', opacity: 0.1, origin: low - margin },
        data: points.map(([time, price]) => [time, price]),
      },
    ],
  }
  return drawing({ ...told, option }, { width: 260, height: 64 })
}
