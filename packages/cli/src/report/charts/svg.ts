import { BarChart, type BarSeriesOption, LineChart, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, type GridComponentOption } from 'echarts/components'
import { type ComposeOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { Html, html } from '../html.ts'

use([BarChart, LineChart, GridComponent, SVGRenderer])

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption>
export type Series = BarSeriesOption | LineSeriesOption

export interface Drawing {
  /** Unique in the page: a letter, then letters, digits and hyphens. */
  readonly id: string
  readonly title: string
  /** What there is to see, for who does not see it. */
  readonly description: string
  readonly option: ChartOption
  /** What is told of one value under the pointer. */
  readonly tip?: (series: number, point: number) => string
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A chart as inline SVG, coloured by the style of the page, without a script and without a style of its own. */
export function drawing({ id, title, description, option, tip }: Drawing, { width, height }: Size): Html {
  const shapes = shapesOf(option, { width, height }).replaceAll(/\bzr\d+-/g, `${id}-`)
  const open = html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>`
  return new Html(`${open.text}${tipped(shapes, tip)}</svg>`)
}

/** What the library draws, within its svg element. */
function shapesOf(option: ChartOption, size: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, useUTC: true, ...option })
    return chart
      .renderToSVGString()
      .replace(/^<svg[^>]*>/, '')
      .replace(/<style.*?<\/style>/s, '')
      .replace(/<\/svg>\s*$/, '')
      .replaceAll(/ style="[^"]*bold[^"]*"/g, ' font-weight="bold"')
      .replaceAll(/ (?:style|class|pointer-events|ecmeta_silent|ecmeta_ssr_type)="[^"]*"/g, '')
      .replaceAll('\n', '')
  } finally {
    chart.dispose()
  }
}

/** The browser shows the title of a shape under the pointer; the library tells which value a shape stands for. */
function tipped(shapes: string, tip: Drawing['tip']): string {
  return shapes.replaceAll(
    /(<path[^>]*?) ecmeta_series_index="(\d+)"(?: ecmeta_data_index="(\d+)")?([^>]*>)(?=<\/path>)/g,
    (_, open: string, series: string, point: string | undefined, close: string) => {
      const told = tip === undefined || point === undefined ? '' : tip(Number(series), Number(point))
      return `${open}${close}${told === '' ? '' : html`<title>${told}</title>`.text}`
    },
  )
}
