import { safe } from '../output/safe.ts'
import { green, red, yellow } from '../output/style.ts'

/** A state of a batch in the colour of what it asks for: nothing, patience, a look. */
export function stateText(state: unknown): string {
  const text = safe(String(state))
  if (text === 'published') return green(text)
  return text === 'rejected' || text === 'parked' ? red(text) : yellow(text)
}
