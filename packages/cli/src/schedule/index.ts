import { renderAirflow } from './airflow.ts'
import { renderCompose } from './compose.ts'
import { type CronPlace, renderCron } from './cron.ts'
import { renderGithub } from './github.ts'
import { renderKubernetes } from './kubernetes.ts'
import { checkOptions, type ScheduleFile, type ScheduleKind, type ScheduleOptions } from './options.ts'
import { renderSystemd } from './systemd.ts'

/**
 * The files that make a scheduler run the pipeline; pure.
 * @throws usage.invalid for what the scheduler cannot express
 */
export function renderSchedule(
  kind: ScheduleKind,
  given: ScheduleOptions,
  place: CronPlace,
): readonly ScheduleFile[] {
  const options = checkOptions(given)
  switch (kind) {
    case 'systemd':
      return renderSystemd(options)
    case 'cron':
      return renderCron(options, place)
    case 'airflow':
      return renderAirflow(options)
    case 'kubernetes':
      return renderKubernetes(inContainer(options))
    case 'github':
      return renderGithub(options)
    case 'compose':
      return renderCompose(inContainer(options))
    default:
      return kind satisfies never
  }
}

/** The same run as seen inside of the images: their `tamis`, their volume, a config in JSON. */
function inContainer(options: ScheduleOptions): ScheduleOptions {
  return {
    ...options,
    command: ['tamis'],
    directory: '/',
    config: options.config === null ? null : '/etc/tamis/tamis.config.json',
    database: '/data/market.db',
    issues: '/data/issue',
    observed: [],
    user: null,
    key: options.key === null ? null : { ...options.key, file: `/run/secrets/tamis/${options.key.variable}` },
  }
}
