import { count } from '../output/format.ts'
import { quoted } from '../output/next-command.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green, yellow } from '../output/style.ts'
import { field } from '../run/report-text.ts'
import type { Answers } from './answers.ts'
import { perMonthText, perRunText } from './cost.ts'
import type { SetUp } from './set-up.ts'

/** A set-up as programs read it. `command` does the same again, and asks nothing. */
export function setUpJson({ answers, cost, files }: SetUp, named: string | undefined): object {
  return {
    status: 'written',
    files,
    universe: answers.universe,
    vs_currency: answers.currency,
    key: answers.key,
    at: answers.at,
    database: answers.database,
    requests_per_run: cost.requestsPerRun,
    requests_per_month: cost.requestsPerMonth,
    monthly_quota: cost.quota,
    command: sameCommand('tamis', answers, named),
    next: nextOf('tamis', answers, named).map(([command]) => command),
  }
}

/** The same for people. */
export function setUpText(
  { answers, cost, files }: SetUp,
  { command, named }: { readonly command: string; readonly named: string | undefined },
): string {
  const over = cost.quota !== null && cost.requestsPerMonth > cost.quota
  const month = answers.at.length === 0 ? 'nothing runs by itself' : perMonthText(cost)
  const steps = nextOf(command, answers, named)
  const width = Math.max(...steps.map(([step]) => step.length))
  const lines = [
    ...files.map(({ path, action }) => `${green('✔')} ${bold(safe(path))}  ${dim(action)}`),
    field('takes', `${perRunText(cost)}; ${month}`),
    ...(over
      ? [field('', yellow(`${count(cost.requestsPerMonth)} is more than the quota: ask less, or less often`))]
      : []),
    field('the same', dim(sameCommand(command, answers, named))),
    '',
    bold('Next'),
    ...steps.map(([step, about]) => `  ${cyan(step.padEnd(width))}  ${dim(about)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** The command that writes the same without asking. */
export function sameCommand(command: string, answers: Answers, named: string | undefined): string {
  const { universe, currency, key, at, database } = answers
  const flags = [
    ['universe', universe],
    ['currency', currency],
    ['key', key],
    ['at', at.length === 0 ? 'none' : at.join(',')],
    ['database', database],
    ...(named === undefined ? [] : [['config', named] as const]),
  ] as const
  return [`${command} init`, ...flags.map(([flag, value]) => `--${flag} ${quoted(value)}`)].join(' ')
}

function nextOf(
  command: string,
  { key, at }: Answers,
  named: string | undefined,
): readonly (readonly [string, string])[] {
  const config = named === undefined || /^tamis\.config\.\w+$/.test(named) ? '' : ` --config ${quoted(named)}`
  return [
    ...(key === 'none'
      ? []
      : [['install -m 600 .env.example .env', 'put the key in, then: set -a; . ./.env; set +a'] as const]),
    [`${command} demo`, 'the whole pipeline offline, to look around'],
    [`${command} run${config}`, 'one batch of the real market'],
    ...(at.length === 0
      ? []
      : [
          [
            `${command} schedule systemd --at ${at.join(',')}${config}`,
            'or cron, airflow, kubernetes, github, compose',
          ] as const,
        ]),
  ]
}
