const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const MIB = 1024 ** 2

/** 1234567 as `1,234,567`. */
export function count(value: number): string {
  return WHOLE.format(value)
}

/** `1 page`, `2 pages`. */
export function plural(value: number, noun: string, many = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : many}`
}

/** A duration in milliseconds, to the two units that matter: `0.8 s`, `2 min 5 s`, `3 h 10 min`, `4 d`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return two(seconds, 60, 'min', 1, 's')
  if (seconds < 172_800) return two(seconds, 3600, 'h', 60, 'min')
  return two(seconds, 86_400, 'd', 3600, 'h')
}

function two(seconds: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(seconds / big)
  const rest = Math.floor((seconds - whole * big) / small)
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`
}

/** Bytes as `512 B`, `3.4 KiB`, `12 MiB`, `1.2 GiB`. */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`
  if (value < MIB) return `${digits(value / 1024)} KiB`
  return value < 1024 * MIB ? `${digits(value / MIB)} MiB` : `${digits(value / MIB / 1024)} GiB`
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

/** An ISO time without its milliseconds: `2026-11-22 05:00:01Z`. */
export function time(iso: unknown): string {
  return typeof iso === 'string' ? iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z') : '-'
}

/** An amount of money or coins to about six digits that matter; tiny ones in powers of ten. */
export function amount(value: unknown): string {
  if (typeof value !== 'number') return '-'
  const size = Math.abs(value)
  if (size >= 1000) return WHOLE.format(value)
  if (size >= 1) return value.toFixed(2)
  if (size >= 1e-4 || size === 0) return value.toPrecision(4).replace(/\.?0+$/, '')
  return value.toExponential(3)
}

/** A short line of eight heights; nothing for a series without numbers. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values)
  const lowest = Math.min(...values)
  const steps = '▁▂▃▄▅▆▇█'
  return values
    .map((value) => steps[highest === lowest ? 3 : Math.round(((value - lowest) / (highest - lowest)) * 7)])
    .join('')
}
