import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'
import { safe } from './safe.ts'
import { bold } from './style.ts'

export type Row = Readonly<Record<string, unknown>>

/** A column of a table. Its `key` is the name of the value in a row, in `--json` too. */
export interface Column {
  readonly key: string
  /** Default: the key with blanks for underscores. */
  readonly title?: string
  /** Numbers stand to the right by default. */
  readonly align?: 'left' | 'right'
  /** How people read the value; default as text. What it returns may be coloured. */
  readonly show?: (value: unknown, row: Row) => string
  /** Left out on a terminal too narrow for all: the highest number goes first; 0, the default, stays. */
  readonly spare?: number
  /** Never cut: an id that somebody has to copy. Only in columns of bounded width. */
  readonly whole?: boolean
}

const GAP = 2
const NARROWEST = 8
/** What is wider than this may be cut before a spare column goes. */
const READABLE = 28

/** A column with what it shows. */
interface Laid {
  readonly column: Column
  readonly cells: readonly string[]
  /** What it takes to show all of it. */
  readonly width: number
}

/** Rows as a table that fits `width` characters: spare columns go first, then the widest are cut. */
export function renderTable(rows: readonly Row[], columns: readonly Column[], width: number): string {
  const kept = fitting(
    columns.map((column) => lay(rows, column)),
    width,
  )
  const widths = shrink(kept, width)
  const lines = [
    kept.map(({ column }) => bold(titleOf(column))),
    ...rows.map((_, row) => kept.map(({ cells }) => cells[row] ?? '')),
  ]
  const toTheRight = kept.map(({ column }) => (column.align ?? alignmentOf(rows, column)) === 'right')
  return lines
    .map((cells) => {
      const fitted = cells.map((cell, at) => padded(cell, widths[at] ?? 0, toTheRight[at] === true))
      return `${fitted.join(' '.repeat(GAP)).trimEnd()}\n`
    })
    .join('')
}

/** A cell of exactly this many places on a terminal. */
function padded(cell: string, width: number, toTheRight: boolean): string {
  const cut = cliTruncate(cell, width)
  const blanks = ' '.repeat(width - stringWidth(cut))
  return toTheRight ? blanks + cut : cut + blanks
}

function lay(rows: readonly Row[], column: Column): Laid {
  const cells = rows.map((row) => cellOf(row, column))
  const width = cells.reduce(
    (widest, cell) => Math.max(widest, stringWidth(cell)),
    stringWidth(titleOf(column)),
  )
  return { column, cells, width }
}

function cellOf(row: Row, column: Column): string {
  const value = row[column.key]
  if (column.show !== undefined) return column.show(value, row)
  if (value === null || value === undefined) return '-'
  return safe(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

function titleOf(column: Column): string {
  return column.title ?? column.key.replaceAll('_', ' ')
}

function alignmentOf(rows: readonly Row[], { key }: Column): 'left' | 'right' {
  const values = rows.map((row) => row[key]).filter((value) => value !== null && value !== undefined)
  return values.length > 0 && values.every((value) => typeof value === 'number') ? 'right' : 'left'
}

function fitting(all: readonly Laid[], width: number): readonly Laid[] {
  let kept = all
  const needed = ({ column, width }: Laid): number => (column.whole ? width : Math.min(READABLE, width))
  while (total(kept.map(needed)) > width) {
    const worst = Math.max(0, ...kept.map(({ column }) => column.spare ?? 0))
    if (worst === 0) break
    kept = kept.filter(({ column }) => (column.spare ?? 0) < worst)
  }
  return kept
}

/** Takes from the widest column until the table fits, as far as that leaves something to read. */
function shrink(kept: readonly Laid[], width: number): readonly number[] {
  const widths = kept.map((laid) => laid.width)
  const cuttable = [...kept.keys()].filter((at) => kept[at]?.column.whole !== true)
  while (total(widths) > width) {
    const [widest] = cuttable.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))
    if (widest === undefined || (widths[widest] ?? 0) <= NARROWEST) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP, -GAP)
}
