import * as Args from '@oclif/core/args'
import { BaseCommand } from '../../base-command.ts'

export default class BatchesShow extends BaseCommand {
  static override summary = 'One batch: counts, findings, gates, pages, missing ids, revisions'
  static override examples = ['<%= config.bin %> batches show markets-20261122T050000Z']
  static override args = { batch: Args.string({ required: true, description: 'id of the batch' }) }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BatchesShow)
    const [{ openReader }, { requireBatch }, { batchJson }, { batchText }] = await Promise.all([
      import('../../market/open-reader.ts'),
      import('../../market/require-batch.ts'),
      import('../../ledger/batch-json.ts'),
      import('../../ledger/batch-text.ts'),
    ])
    using market = await openReader(flags)
    const batch = requireBatch(market.reader, args.batch)
    await this.showValue(batchJson(batch), () => batchText(batch))
  }
}
