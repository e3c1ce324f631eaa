import { safeLines } from '../output/safe.ts'
import { style } from '../output/style.ts'

interface Told {
  readonly message: string
  readonly hint: string
  readonly code: string
}

/** An error for people: what and why, then what to do next. For stderr. */
export function errorText({ message, hint, code }: Told): string {
  const [first = '', ...more] = safeLines(message).split('\n')
  const lines = more.length === 0 ? [first] : ['', ...[first, ...more].map((line) => `  - ${line}`)]
  const head = `${style('Error:', ['bold', 'red'], process.stderr)} ${lines.join('\n')}`
  return `${head}\n${style('Next: ', 'bold', process.stderr)} ${safeLines(hint)} ${style(`(${code})`, 'dim', process.stderr)}\n`
}
