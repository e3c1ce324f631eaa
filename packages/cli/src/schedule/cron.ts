import { join } from 'node:path/posix'
import { runArguments, slotArguments, timesInWords } from './arguments.ts'
import { crontabCommand, shellWord } from './escape.ts'
import { FATAL_EXIT_CODES, RETRY_DELAY_SECONDS, STARTS_PER_SLOT, STOP_SECONDS, timeLimits } from './limits.ts'
import { type ScheduleFile, type ScheduleOptions, unitName } from './options.ts'
import { cronExpressions, isUtc } from './times.ts'

export interface CronPlace {
  /** Zone of the machine whose cron starts it; cron knows no other. */
  readonly hostTimezone: string
  /** Absolute folder that the files are written to. */
  readonly folder: string
}

/** A crontab and the script that it starts: retries, one at a time, bounded. For Linux with any cron. */
export function renderCron(options: ScheduleOptions, place: CronPlace): readonly ScheduleFile[] {
  const unit = unitName(options)
  const hostFits = sameZone(options.timezone, place.hostTimezone)
  const script = join(place.folder, `${unit}-cron.sh`)
  return [
    { path: `${unit}-cron.sh`, content: shellScript(options, unit, hostFits), mode: 0o755 },
    { path: `${unit}.crontab`, content: crontab(options, script, hostFits) },
  ]
}

const sameZone = (a: string, b: string): boolean => a === b || (isUtc(a) && isUtc(b))

function crontab(options: ScheduleOptions, script: string, hostFits: boolean): string {
  const expressions = hostFits ? cronExpressions(options.times) : [everyQuarter(options.times)]
  const why = hostFits
    ? '# cron goes by the time zone of its machine, which is the one wanted.'
    : '# cron goes by the time zone of its machine, which is another one: the script picks the right quarter hours.'
  const lines = expressions.map((expression) => `${expression} ${crontabCommand(shellWord(script))}`)
  return `# tamis: ${options.pipeline} at ${timesInWords(options)}. Made by \`tamis schedule cron\`.
# Install: add these lines with \`crontab -e\`. cron mails what the script prints, which is failures only.
${why}
${lines.join('\n')}
`
}

/** Offsets between zones are whole quarter hours, so every zone's times are among these. */
function everyQuarter(times: readonly string[]): string {
  const quarters = times.flatMap((time) => [0, 15, 30, 45].map((more) => (Number(time.slice(3)) + more) % 60))
  return `${[...new Set(quarters)].sort((a, b) => a - b).join(',')} * * * *`
}

function shellScript(options: ScheduleOptions, unit: string, hostFits: boolean): string {
  const limits = timeLimits(options.plannedSeconds)
  const command = [...options.command, ...runArguments(options), ...slotArguments(options)].map(shellWord)
  const exported = [
    `TAMIS_DATABASE=${shellWord(options.database)}`,
    ...(options.key === null ? [] : [`${options.key.variable}_FILE=${shellWord(options.key.file)}`]),
  ]
  return `#!/bin/sh
# tamis: one batch of ${options.pipeline}, for cron. Made by \`tamis schedule cron\`.
set -u
umask 077
${hostFits ? '' : pickTimes(options)}cd ${shellWord(options.directory)} || exit 78
export ${exported.join(' ')}
${keyFrom(options)}log=${unit}.log

# One at a time: a slot that comes while the last one is still at work is left out.
exec 9>${unit}.lock
flock -n 9 || { echo "tamis: the last run of ${options.pipeline} is still at work" >&2; exit 75; }

start=1
while :; do
  # A run ends itself after ${limits.deadline} s; only a hung one meets this limit.
  timeout -k ${STOP_SECONDS} ${limits.kill} \\
    ${command.join(' ')} >>"$log" 2>&1 9>&-
  code=$?
  case $code in 0) exit 0 ;; ${FATAL_EXIT_CODES.join(' | ')}) break ;; esac
  [ "$start" -lt ${STARTS_PER_SLOT} ] || break
  start=$((start + 1))
  sleep ${RETRY_DELAY_SECONDS}
done
echo "tamis: ${options.pipeline} failed with exit code $code after $start start(s); see $PWD/$log" >&2
exit "$code"
`
}

/** Goes on at the wanted times only; five minutes of leave, as cron may be late and the next quarter is not. */
function pickTimes({ times, timezone }: ScheduleOptions): string {
  return `
now=$(TZ=${timezone} date +%H:%M)
minutes() { echo $((1\${1%:*} * 60 + 1\${1#*:} - 6100)); }
due=no
for time in ${times.join(' ')}; do
  late=$((($(minutes "$now") - $(minutes "$time") + 1440) % 1440))
  [ "$late" -lt 5 ] && due=yes
done
[ "$due" = yes ] || exit 0

`
}

function keyFrom({ variables }: ScheduleOptions): string {
  const files = variables.keys.map((name) => `${name}_FILE`).join(' or ')
  return files === '' ? '' : `# The key comes from a file (${files}), never from this line.\n`
}
