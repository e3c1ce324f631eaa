import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../base-command.ts'

export default class QuarantineExport extends BaseCommand {
  static override summary = 'Write the issue files again from the quarantine'
  static override description =
    'The table is the truth and the file its export: one line an open entry, no file where nothing is open.'
  static override examples = [
    '<%= config.bin %> quarantine export',
    '<%= config.bin %> quarantine export --batch markets-20261122T050000Z',
  ]
  static override flags = {
    batch: Flags.string({
      multiple: true,
      helpValue: 'ID',
      description: 'this batch; may be repeated; default all',
    }),
    pipeline: Flags.string({ helpValue: 'NAME', description: 'pipeline, where there are several' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(QuarantineExport)
    const [{ openPipeline }, { requireDatabase }, { exportQuarantine }, { watching }] = await Promise.all([
      import('../../run/open-pipeline.ts'),
      import('../../market/require-database.ts'),
      import('@tamis/core'),
      import('../../run/watch.ts'),
    ])
    const { pipeline, settings } = await openPipeline(flags, flags.pipeline)
    requireDatabase(settings, pipeline)
    const batches = flags.batch === undefined ? {} : { batches: flags.batch }
    const { files, error, exitCode } = await watching((watched) =>
      exportQuarantine(pipeline, { ...batches, ...watched }),
    )
    if (error !== null) return this.showFailure(error, exitCode)
    await this.showRows(
      files.map(({ batchId, path }) => ({ batch_id: batchId, issue_file: path })),
      [
        { key: 'batch_id', title: 'batch' },
        { key: 'issue_file', title: 'issue file' },
      ],
      { empty: 'No batch yet.' },
    )
  }
}
