import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { pathArgument } from '../path-given.ts'

export default class Backup extends BaseCommand {
  static override summary = 'A consistent copy of the database, checked, while it may be in use'
  static override description =
    'One state of the database in a file that stands by itself: structure, references and the sha256 of every raw page are checked before it gets its name. It has the mode of the database, and never takes the place of a file. Into a folder, the time is its name. Issue files are not in it: `quarantine export` makes them again.'
  static override examples = [
    '<%= config.bin %> backup market-before-the-change.db',
    '<%= config.bin %> backup /var/backups/tamis/',
  ]
  static override args = {
    file: Args.string({ required: true, parse: pathArgument, description: 'file to make, or a folder' }),
  }
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose database, where pipelines have several',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Backup)
    const [{ chooseDatabase }, { backUp }, text, { optionsOf }] = await Promise.all([
      import('../market/choose-database.ts'),
      import('@tamis/sink-sqlite/maintain'),
      import('../backup/backup-text.ts'),
      import('../output/next-command.ts'),
    ])
    const pipeline = flags.pipeline === undefined ? '' : ` --pipeline ${flags.pipeline}`
    const backup = backUp(await chooseDatabase(flags), args.file)
    await this.showValue(text.backupJson(backup), () => text.backupText(backup, optionsOf(flags) + pipeline))
  }
}
