import * as Flags from '@oclif/core/flags'
import { BATCH_STATES, type BatchState } from '@tamis/core'
import { BaseCommand } from '../../base-command.ts'

const SHOWN = 20

export default class Batches extends BaseCommand {
  static override summary = 'The ledger: every batch, its state and its counts'
  static override examples = [
    '<%= config.bin %> batches',
    '<%= config.bin %> batches --state rejected --json',
    '<%= config.bin %> batches --from 2026-06-01 --to 2026-06-30',
    '<%= config.bin %> batches show markets-20261122T050000Z',
  ]
  static override flags = {
    pipeline: Flags.string({ helpValue: 'NAME', description: 'batches of this pipeline' }),
    state: Flags.string({
      options: [...BATCH_STATES],
      multiple: true,
      description: 'batches in this state; may be repeated',
    }),
    from: Flags.string({ helpValue: 'TIME', description: 'at or after this' }),
    to: Flags.string({ helpValue: 'TIME', description: 'at or before this' }),
    limit: Flags.integer({
      min: 1,
      description: `the last so many; default ${SHOWN} on a terminal, else all`,
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Batches)
    const [{ openReader }, { batchRow }, { stateText }, { count, time }, { parseSpan }] = await Promise.all([
      import('../../market/open-reader.ts'),
      import('../../ledger/batch-json.ts'),
      import('../../ledger/state-text.ts'),
      import('../../output/format.ts'),
      import('../../times.ts'),
    ])
    using market = await openReader(flags)
    const all = market.reader.batches({
      ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
      ...(flags.state === undefined ? {} : { states: flags.state as BatchState[] }),
      ...parseSpan(flags),
    })
    const isAll = [flags.pipeline, flags.state, flags.from, flags.to].every((flag) => flag === undefined)
    const limit = flags.limit ?? (this.asJson ? all.length : SHOWN)
    const more = all.length - limit
    const areSeveral = new Set(all.map(({ pipeline }) => pipeline)).size > 1
    await this.showRows(
      all.slice(0, limit).map(batchRow),
      [
        { key: 'batch_id', title: 'batch', whole: true },
        { key: 'pipeline', spare: areSeveral ? 0 : 4 },
        { key: 'state', show: stateText },
        { key: 'revision', spare: 3 },
        { key: 'extracted_at', title: 'extracted', show: time },
        { key: 'plan', spare: 5 },
        { key: 'extracted', title: 'records' },
        { key: 'loaded' },
        { key: 'quarantined' },
        { key: 'duplicates', spare: 6 },
        { key: 'missing', spare: 1 },
      ],
      {
        empty: isAll
          ? 'No batch yet. Begin with `tamis run`.'
          : 'No such batch; without flags all are shown.',
        note: more > 0 ? `and ${count(more)} more; --limit ${all.length} shows them all` : undefined,
      },
    )
  }
}
