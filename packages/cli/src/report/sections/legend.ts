import { type Html, html } from '../html.ts'

export interface Entry {
  readonly name: string
  readonly colour: string
  readonly hollow?: boolean
}

/** What the colours of a chart mean. */
export function legend(entries: readonly Entry[]): Html {
  return html`<ul class="legend">${entries.map(
    ({ name, colour, hollow }) =>
      html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect x="1" y="1" width="8" height="8" rx="2" ${fillOf(colour, hollow === true)}/></svg>${name}</li>`,
  )}</ul>`
}

function fillOf(colour: string, hollow: boolean): Html {
  return hollow ? html`fill="none" stroke="${colour}" stroke-width="1.5"` : html`fill="${colour}"`
}
