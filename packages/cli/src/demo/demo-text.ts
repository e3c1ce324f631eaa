import { amount, count } from '../output/format.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, red } from '../output/style.ts'
import { type Column, renderTable } from '../output/table.ts'
import { reportText } from '../run/report-text.ts'
import type { Demo } from './run-demo.ts'

const COLUMNS: readonly Column[] = [
  { key: 'name' },
  { key: 'symbol', title: 'symbol' },
  { key: 'current_price', title: 'price', align: 'right', show: amount },
  { key: 'market_cap', title: 'market cap', align: 'right', show: amount },
  { key: 'total_volume', title: 'volume', align: 'right', show: amount },
  { key: 'price_change_percentage_24h', title: '24 h', align: 'right', show: change },
]

/** The demo for people: what ran, what came out, who was kept out and why, and where to go from here. */
export function demoText(demo: Demo, command: string, width: number): string {
  const { report, url, coins, database } = demo
  const intro = `${bold('tamis demo')}  ${dim(`a made-up market of ${count(coins)} coins on ${url}; no network, no key`)}`
  const parts = [intro, reportText(report, { next: false }).trimEnd()]
  if (report.status === 'published')
    parts.push(rowsOf(demo, width), keptOutOf(demo), nextOf(command, database, demo))
  return `\n${parts.filter((part) => part !== '').join('\n\n')}\n\n`
}

function rowsOf({ largest }: Demo, width: number): string {
  const rows = largest.map(({ record }) => record)
  return `${bold('The largest coins')}  ${dim('crypto_markets_latest')}\n${renderTable(rows, COLUMNS, width).trimEnd()}`
}

function keptOutOf({ keptOut, report }: Demo): string {
  if (keptOut === null) return ''
  const findings = keptOut.findings.filter(({ severity }) => severity === 'quarantine')
  const why = findings.map(({ rule, message }) => `${red(safe(rule))}  ${safe(message)}`)
  return [
    `${bold('In quarantine')}  ${dim(`one of ${count(report.quarantined)}, none of them lost`)}`,
    `${safe(keptOut.key ?? '(no id)')}  ${why.join('; ')}`,
  ].join('\n')
}

function nextOf(command: string, database: string, { keptOut, largest }: Demo): string {
  const [first] = largest
  const steps: readonly (readonly [string, string])[] = [
    ['status', 'how the market is'],
    ['quarantine list', 'who was kept out, and why'],
    [`why ${safe(keptOut?.key ?? first?.key ?? 'bitcoin')}`, 'from a coin back to the bytes it came from'],
    ['rules test --set volume.zero=warn --all', 'what another rule would change'],
  ]
  const lines = steps.map(([step, about]) => [`${command} ${step} --database ${database}`, about] as const)
  const all = [
    ...lines,
    [`${command} demo`, 'one more batch'],
    [`${command} run`, 'the real market'],
  ] as const
  const width = Math.max(...all.map(([line]) => line.length))
  return [bold('Next'), ...all.map(([line, about]) => `  ${cyan(line.padEnd(width))}  ${dim(about)}`)].join(
    '\n',
  )
}

function change(value: unknown): string {
  if (typeof value !== 'number') return '-'
  const rounded = Number(value.toFixed(1))
  if (rounded === 0) return '0.0 %'
  return rounded > 0 ? green(`+${rounded.toFixed(1)} %`) : red(`${rounded.toFixed(1)} %`)
}
