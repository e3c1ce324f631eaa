import * as Flags from '@oclif/core/flags'
import { BaseCommand, terminalWidth } from '../base-command.ts'

export default class Prune extends BaseCommand {
  static override summary = 'Delete raw pages by age or size, and nothing else'
  static override description =
    'Rows, quarantine, ledger and the sha256 of every page stay. What goes for good is the bytes: those batches can be neither replayed nor shown by raw, and why shows their rows without the JSON they came from. Pages of batches that are open, sealed or rejected stay, and those of the last published batch. --dry-run shows first what would go; without age or size, all that could.'
  static override examples = [
    '<%= config.bin %> prune --dry-run',
    '<%= config.bin %> prune --older-than 90d --dry-run',
    '<%= config.bin %> prune --older-than 90d',
    '<%= config.bin %> prune --keep 2GiB --pipeline markets',
  ]
  static override flags = {
    'older-than': Flags.string({ helpValue: '90d', description: 'of batches observed longer ago than this' }),
    keep: Flags.string({
      helpValue: '2GiB',
      description: 'the oldest, until raw pages take no more than this, as they are kept',
    }),
    'dry-run': Flags.boolean({ default: false, description: 'show what would go, delete nothing' }),
    pipeline: Flags.string({ helpValue: 'NAME', description: 'only of this pipeline; default all' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Prune)
    const [{ pruneChoice, openForPruning }, { prunable, prune }, { pruneJson, pruneText }, { optionsOf }] =
      await Promise.all([
        import('../prune/prune-choice.ts'),
        import('@tamis/sink-sqlite/maintain'),
        import('../prune/prune-text.ts'),
        import('../output/next-command.ts'),
      ])
    const choice = pruneChoice(flags, Date.now())
    const path = await openForPruning(flags)
    const isDry = flags['dry-run']
    const pruning = isDry ? { ...prunable(path, choice), freedBytes: 0 } : await prune(path, choice)
    const told = { ...flags, options: optionsOf(flags), width: terminalWidth() }
    await this.showValue(pruneJson(pruning, isDry), () => pruneText(pruning, isDry, told))
  }
}
