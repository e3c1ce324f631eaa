/** A command of a document, and what the document says it prints. */
export interface DocStep {
  /** As it is typed in a shell. */
  readonly line: string
  readonly printed: string
}

const BLOCK = /^```console\n(.*?)^```$/gms

/** The commands of all console blocks of a document, in their order. */
export function stepsOf(document: string): readonly DocStep[] {
  return [...document.matchAll(BLOCK)].flatMap(([, block = '']) => splitSteps(block))
}

/** The document with what its commands print now: what still fits, as it stands. */
export function withOutput(document: string, outputs: readonly string[]): string {
  const left = [...outputs]
  return document.replaceAll(BLOCK, (_, block: string) => {
    const steps = splitSteps(block).map(({ line, printed }) => {
      const output = left.shift() ?? ''
      return `$ ${line}\n${fits(printed, output) ? printed : output}`
    })
    return `\`\`\`console\n${steps.join('')}\`\`\``
  })
}

function splitSteps(block: string): readonly DocStep[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const end = step.indexOf('\n')
      return { line: step.slice(0, end), printed: step.slice(end + 1) }
    })
}

/** Whether a command prints what is written, lines of `…` standing for any lines, but for what differs each time. */
function fits(written: string, output: string): boolean {
  const [first = '', ...parts] = written.split(/^…\n/m).map(lasting)
  const now = lasting(output)
  if (parts.length === 0) return now === first
  if (!now.startsWith(first)) return false
  let at = first.length
  for (const part of parts) {
    const found = now.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return parts.at(-1) === '' || now.endsWith(parts.at(-1) ?? '')
}

/** Text without what differs each time: ids, ports, durations, sizes, and the room that they take in a table. */
function lasting(text: string): string {
  return text
    .replaceAll(/(\d{8}T\d{6}Z-)[0-9a-f]{1,4}…?/g, '$1ID')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/\b\d+\.\d s\b/g, 'DURATION')
    .replaceAll(/\b\d+(\.\d+)? (B|KiB|MiB|GiB)/g, 'SIZE')
    .replaceAll(/ +/g, ' ')
}
