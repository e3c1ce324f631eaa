import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { pathArgument } from '../path-given.ts'

export default class Restore extends BaseCommand {
  static override summary = 'Put a backup in the place of the database, after checking it'
  static override description =
    'The backup is read to its last page before anything changes. Refused while a run goes on or any program has the database open, and when the database holds batches that the backup lacks (--force restores nevertheless). What was there is kept beside it, as FILE.before-TIME, until you delete it.'
  static override examples = [
    '<%= config.bin %> restore /var/backups/tamis/market-20261122T053000Z.db',
    '<%= config.bin %> restore market-before-the-change.db --force',
  ]
  static override args = {
    file: Args.string({ required: true, parse: pathArgument, description: 'a file that `backup` wrote' }),
  }
  static override flags = {
    force: Flags.boolean({ description: 'also when the database holds batches that the backup lacks' }),
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose database, where pipelines have several',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Restore)
    const [{ chooseDatabase }, { restore }, text, { optionsOf }] = await Promise.all([
      import('../market/choose-database.ts'),
      import('@tamis/sink-sqlite/maintain'),
      import('../backup/backup-text.ts'),
      import('../output/next-command.ts'),
    ])
    const restored = restore(args.file, await chooseDatabase(flags), { force: flags.force })
    await this.showValue(text.restoredJson(restored, args.file), () =>
      text.restoredText(restored, args.file, optionsOf(flags)),
    )
  }
}
