import { safe } from '../output/safe.ts'

/** Markup that is safe as it stands. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | readonly Html[]

/** A template of markup: whatever is put into it is text, and harmless, unless it is markup already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, string, at) => all + textOf(parts[at - 1] ?? '') + string))
}

/** Nothing, where a part is not to be shown. */
export const NOTHING = new Html('')

function textOf(part: Part): string {
  if (part instanceof Html) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return part.map(({ text }) => text).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text of others inside an element or a quoted attribute. Controls and marks of direction are spelled out. */
function escaped(text: string): string {
  return safe(text).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
