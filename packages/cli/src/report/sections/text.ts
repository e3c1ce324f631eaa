import { isoTime } from '@tamis/core'
import { time } from '../../output/format.ts'
import { type Html, html } from '../html.ts'

/** A name or message of others: it keeps its direction of writing to itself. */
export function named(text: string): Html {
  return html`<bdi>${text}</bdi>`
}

/** A time for people and programs, to the minute. */
export function when(ms: number): Html {
  return html`<time datetime="${isoTime(ms)}">${minute(ms)}</time>`
}

/** `2026-11-22 05:00`. */
export function minute(ms: number): string {
  return time(isoTime(ms)).slice(0, 16)
}

/** `2026-11-22`. */
export function day(ms: number): string {
  return isoTime(ms).slice(0, 10)
}

/** A coin by its name, with its id where that says more. */
export function coinName(key: string | null, name: string | null): Html {
  if (key === null) return html`<span class="faint">without an id</span>`
  if (name === null || name.toLowerCase() === key) return named(key)
  return html`${named(name)} <span class="id">${key}</span>`
}

/** Text whose dates stay on one line. */
export function unbroken(text: string): Html {
  const parts = text.split(/(\d{4}-\d\d-\d\d)/)
  return html`${parts.map((part, at) => (at % 2 === 0 ? html`${part}` : html`<span class="nowrap">${part}</span>`))}`
}
