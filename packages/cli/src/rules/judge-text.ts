import { isEngineJudge } from '@tamis/core'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'

/** A severity in the colour of what it does. */
export function severityText(severity: unknown): string {
  const text = safe(String(severity))
  return text === 'warn' ? yellow(text) : red(text)
}

/** A rule or gate explained: what it finds, on which basis, with which settings, and how to change them. */
export function judgeText(judge: Readonly<Record<string, unknown>>, width: number): string {
  const { id, kind, severity, version, settings, summary, basis, example, history } = judge
  const lines = [
    `${bold(safe(String(id)))}  ${safe(String(summary))}`,
    field('kind', `${safe(String(kind))}, version ${version}`),
  ]
  lines.push(field('severity', severityText(severity)))
  for (const [name, value] of Object.entries(settings as object)) {
    lines.push(field('setting', `${safe(name)} = ${safe(JSON.stringify(value))}`))
  }
  if (Number(history) > 0)
    lines.push(field('looks at', history === 1 ? 'the batch before' : `${history} earlier batches`))
  if (typeof basis === 'string') lines.push('', `  ${dim('Basis')}`, indent(basis, width))
  if (typeof example === 'string') lines.push('', `  ${dim('Example')}`, indent(example, width))
  if (isEngineJudge(String(id))) return `${lines.join('\n')}\n`
  const other = severity === 'warn' ? (kind === 'gate' ? 'reject' : 'quarantine') : 'warn'
  lines.push('', field('try', cyan(`tamis rules test --set ${safe(String(id))}=${other}`)))
  return `${lines.join('\n')}\n`
}

/** A paragraph indented, broken between words where it would pass the edge. */
function indent(text: string, width: number): string {
  const lines: string[] = []
  for (const word of safe(text.replaceAll(/\s+/g, ' ')).split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 3 <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`  ${word}`)
  }
  return lines.join('\n')
}
