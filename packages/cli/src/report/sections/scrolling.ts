import { type Html, html } from '../html.ts'

/** What may be wider than the page: it scrolls by itself, with the keyboard too. */
export function scrolling(name: string, content: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">${content}</div>`
}
