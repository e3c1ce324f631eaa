import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'

export default class Raw extends BaseCommand {
  static override summary = 'The bytes of a staged page, exactly as they were received'
  static override description = 'Page 0 is the listing from which a whole-market batch was planned.'
  static override examples = [
    '<%= config.bin %> raw markets-20261122T050000Z > page.json',
    '<%= config.bin %> raw markets-20261122T050000Z --page 3 --attempt 1 | sha256sum',
  ]
  static override args = { batch: Args.string({ required: true, description: 'id of the batch' }) }
  static override flags = {
    page: Flags.integer({ min: 0, default: 1, description: 'number of the page' }),
    attempt: Flags.integer({ min: 1, description: 'of an earlier attempt; default the last' }),
  }
  protected override printsDocument = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Raw)
    const { openReader } = await import('../market/open-reader.ts')
    using market = await openReader(flags)
    const { attempt, page } = flags
    const raw = market.reader.rawPage(args.batch, page, attempt)
    this.write(raw.body)
  }
}
