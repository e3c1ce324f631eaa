import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../base-command.ts'
import { FILTER_FLAGS } from '../../quarantine/filter.ts'

const SHOWN = 40

export default class QuarantineList extends BaseCommand {
  static override summary = 'The records that rules keep out, with every finding'
  static override examples = [
    '<%= config.bin %> quarantine list',
    '<%= config.bin %> quarantine list --batch markets-20261122T050000Z --rule volume.zero',
    '<%= config.bin %> quarantine list --coin some-coin --status released --json',
  ]
  static override flags = {
    ...FILTER_FLAGS,
    status: Flags.string({
      options: ['open', 'released', 'any'],
      default: 'open',
      description: 'default open',
    }),
    limit: Flags.integer({
      min: 1,
      description: `the last so many; default ${SHOWN} on a terminal, else all`,
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(QuarantineList)
    const [
      { openReader },
      { requireBatch },
      { filterOf },
      { whyNothing },
      { itemRow },
      { safe, safeLines },
      { count },
    ] = await Promise.all([
      import('../../market/open-reader.ts'),
      import('../../market/require-batch.ts'),
      import('../../quarantine/filter.ts'),
      import('../../quarantine/why-nothing.ts'),
      import('../../quarantine/item-json.ts'),
      import('../../output/safe.ts'),
      import('../../output/format.ts'),
    ])
    using market = await openReader(flags)
    if (flags.batch !== undefined) requireBatch(market.reader, flags.batch, flags.pipeline)
    const status = flags.status === 'any' ? {} : { status: flags.status as 'open' | 'released' }
    const items = market.reader.quarantine({ ...filterOf(flags), ...status })
    const limit = flags.limit ?? (this.asJson ? items.length : SHOWN)
    const more = items.length - limit
    const empty = items.length > 0 ? '' : safeLines(whyNothing(market.reader, flags))
    // An empty array does not tell its reader of a name that is misspelt.
    const named = flags.rule ?? flags.code ?? flags.coin
    if (this.asJson && empty !== '' && named !== undefined) this.tell(`${empty}\n`)
    const messages = (value: unknown): string =>
      safe((value as readonly { readonly message: string }[]).map(({ message }) => message).join('; '))
    await this.showRows(
      items.slice(0, limit).map(itemRow),
      [
        { key: 'coin_id', title: 'coin' },
        { key: 'rules', show: (rules) => safe((rules as readonly string[]).join(', ')) },
        { key: 'findings', title: 'why', show: messages, spare: 1 },
        { key: 'batch_id', title: 'batch', spare: 2 },
        { key: 'page', spare: 3 },
        { key: 'position', spare: 3 },
        ...(flags.status === 'open' ? [] : [{ key: 'status' }]),
      ],
      {
        empty,
        note: more > 0 ? `and ${count(more)} more; --limit ${items.length} shows them all` : undefined,
      },
    )
  }
}
