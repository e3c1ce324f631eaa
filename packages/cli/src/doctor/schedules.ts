import { unitName } from '../schedule/options.ts'
import { type CheckResult, note, ok, warning } from './check-result.ts'
import type { Patient, Setup } from './examine.ts'
import type { Execute } from './execute.ts'

/** What of this machine starts the pipelines: systemd timers by the names that `tamis schedule` gives them, and crontabs. */
export async function* examineSchedules({ execute }: Patient, { names }: Setup): AsyncGenerator<CheckResult> {
  const lines = cronLines((await execute('crontab', ['-l'])) ?? '')
  for (const name of names) {
    const unit = `${unitName({ pipeline: name })}.timer`
    const timer = (await timerOf(execute, unit, [])) ?? (await timerOf(execute, unit, ['--user']))
    if (timer !== undefined) yield timer
    else if (lines.length > 0)
      yield ok('schedule', `${name}: the crontab starts tamis at ${lines.join(' and at ')}`)
    else {
      const told = `${name}: no timer ${unit} and no crontab of this account; other schedulers cannot be seen from here`
      yield note(
        'schedule',
        told,
        'For one: `tamis schedule systemd`, cron, airflow, kubernetes, github or compose.',
      )
    }
  }
}

/** Undefined where there is no such timer, or no systemd. */
async function timerOf(
  execute: Execute,
  unit: string,
  scope: readonly string[],
): Promise<CheckResult | undefined> {
  const shown = await execute('systemctl', [
    ...scope,
    'show',
    unit,
    '--property=LoadState,ActiveState,NextElapseUSecRealtime',
  ])
  const values = Object.fromEntries((shown ?? '').split('\n').map((line) => line.split(/=(.*)/s, 2)))
  if (values.LoadState !== 'loaded') return undefined
  if (values.ActiveState === 'active') {
    const next = values.NextElapseUSecRealtime
    return ok('schedule', `${unit} is at work${next ? `, next at ${next}` : ''}`)
  }
  const enable = ['systemctl', ...scope, 'enable --now', unit].join(' ')
  return warning('schedule', `${unit} is installed and does nothing (${values.ActiveState ?? ''})`, enable)
}

/** When lines start tamis, and never what they start, which may hold a secret. */
function cronLines(crontab: string): readonly string[] {
  return crontab
    .split('\n')
    .filter((line) => /^\s*[\d*@]/.test(line) && line.includes('tamis'))
    .map((line) => /^\s*(@\w+|(?:\S+\s+){4}\S+)/.exec(line)?.[1] ?? '')
}
