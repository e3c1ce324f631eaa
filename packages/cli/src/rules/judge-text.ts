import { safe, safeLines } from '../output/safe.ts'
import { bold, cyan, dim, red, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'

/** A severity in the colour of what it does. */
export function severityText(severity: unknown): string {
  const text = safe(String(severity))
  return text === 'warn' ? yellow(text) : red(text)
}

/** A rule or gate explained: what it finds, on which basis, with which settings, and how to change them. */
export function judgeText(judge: Readonly<Record<string, unknown>>): string {
  const { id, kind, severity, version, settings, summary, basis, example, history } = judge
  const lines = [
    `${bold(safe(String(id)))}  ${safe(String(summary))}`,
    field('kind', `${safe(String(kind))}, version ${version}`),
  ]
  lines.push(field('severity', severityText(severity)))
  for (const [name, value] of Object.entries(settings as object)) {
    lines.push(field('setting', `${safe(name)} = ${safe(JSON.stringify(value))}`))
  }
  if (Number(history) > 0) lines.push(field('looks at', `${history} earlier batches`))
  if (typeof basis === 'string') lines.push('', `  ${dim('Basis')}`, indent(basis))
  if (typeof example === 'string') lines.push('', `  ${dim('Example')}`, indent(example))
  const other = severity === 'warn' ? (kind === 'gate' ? 'reject' : 'quarantine') : 'warn'
  lines.push('', field('try', cyan(`tamis rules test --set ${safe(String(id))}=${other}`)))
  return `${lines.join('\n')}\n`
}

function indent(text: string): string {
  return safeLines(text).replaceAll(/^/gm, '  ')
}
