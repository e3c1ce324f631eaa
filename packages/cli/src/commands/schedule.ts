import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import type { Settings } from '../config/settings.ts'
import { pathFlag } from '../path-given.ts'
import type { Asking } from '../schedule/account.ts'
import { SCHEDULE_KINDS, type ScheduleKind } from '../schedule/options.ts'

const NPX =
  'This tamis is in the cache of npx, which may be emptied: install it with `npm install --global tamis` first.\n'

const asking = ({ databaseChosen }: Settings): Asking => ({
  uid: process.getuid?.() ?? 1,
  user: process.env.USER,
  sudoUser: process.env.SUDO_USER,
  databaseChosen,
})

export default class Schedule extends BaseCommand {
  static override summary = 'Files that make a scheduler run a pipeline, ready to use'
  static override description =
    'Prints them, or writes them with --write. Safe by default: no catch-up, one run at a time, bounded time, only what is worth retrying is retried, and the key comes from a file.'
  static override examples = [
    '<%= config.bin %> schedule systemd',
    '<%= config.bin %> schedule airflow --write dags',
    '<%= config.bin %> schedule cron --at 06:30 --timezone Europe/Paris',
  ]
  static override args = {
    kind: Args.string({ required: true, options: [...SCHEDULE_KINDS], description: 'which scheduler' }),
  }
  static override flags = {
    at: Flags.string({ helpValue: '05:00,17:00', description: 'times of day; default 05:00,17:00' }),
    timezone: Flags.string({ helpValue: 'ZONE', default: 'UTC', description: 'time zone of --at' }),
    write: Flags.string({
      parse: pathFlag,
      helpValue: 'DIR',
      description: 'write the files there instead; never over others',
    }),
    pipeline: Flags.string({ helpValue: 'NAME', description: 'which pipeline, where there are several' }),
  }
  protected override printsDocument = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Schedule)
    const [
      { openPipeline },
      { renderSchedule },
      { optionsHere },
      { DEFAULT_TIMES, parseTimes, parseTimezone },
      files,
      { withAccount },
      { sourceVariables },
    ] = await Promise.all([
      import('../run/open-pipeline.ts'),
      import('../schedule/index.ts'),
      import('../schedule/here.ts'),
      import('../schedule/times.ts'),
      import('../schedule/write-files.ts'),
      import('../schedule/account.ts'),
      import('../config/source-variables.ts'),
    ])
    const { resolve } = await import('node:path')
    const { pipeline, settings } = await openPipeline(flags, flags.pipeline)
    const here = optionsHere(pipeline, settings, {
      env: process.env,
      cwd: process.cwd(),
      version: this.config.version,
      times: parseTimes(flags.at ?? DEFAULT_TIMES.join(',')),
      timezone: parseTimezone(flags.timezone),
      variables: await sourceVariables(settings, pipeline.name),
    })
    const options = args.kind === 'systemd' ? withAccount(here, asking(settings)) : here
    if (here.command.some((path) => /[\\/]_npx[\\/]/.test(path))) this.tell(NPX)
    const folder = resolve(flags.write ?? '.')
    const hostTimezone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const rendered = renderSchedule(args.kind as ScheduleKind, options, { hostTimezone, folder })
    if (flags.write === undefined) return this.showValue(rendered, () => files.printedFiles(rendered))
    this.printsDocument = false
    const paths = await files.writeFiles(folder, rendered)
    const text = (): string => paths.map((path) => `${path}\n`).join('')
    await this.showValue(
      paths.map((path) => ({ path })),
      text,
    )
  }
}
