import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { clocksOf, KNOWN_AT_FLAG } from '../market/clocks.ts'
import type { Column } from '../output/table.ts'

const SHOWN = 50

export default class Universe extends BaseCommand {
  static override summary = 'The market as it was at a time, coins that have died since included'
  static override description =
    'Answers from the last batch observed at or before --as-of. --known-at asks for what was known at a time: batches and revisions that were published later do not count.'
  static override examples = [
    '<%= config.bin %> universe',
    '<%= config.bin %> universe --as-of 2026-06-30 --top 100',
    '<%= config.bin %> universe --as-of 2026-06-30 --known-at 2026-07-01 --include quarantined --json',
  ]
  static override flags = {
    pipeline: Flags.string({
      helpValue: 'NAME',
      description: 'whose market, where there are several pipelines',
    }),
    'as-of': Flags.string({ helpValue: 'TIME', description: 'when the market was observed; default now' }),
    'known-at': KNOWN_AT_FLAG,
    top: Flags.integer({ min: 1, helpValue: 'N', description: 'only the largest by market cap' }),
    include: Flags.string({ options: ['quarantined'], description: 'also what rules keep out, marked' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Universe)
    const [{ openReader }, { universeRows }, { amount, count, duration, time }, { safe }, { isoTime }] =
      await Promise.all([
        import('../market/open-reader.ts'),
        import('../market/universe-json.ts'),
        import('../output/format.ts'),
        import('../output/safe.ts'),
        import('@tamis/core'),
      ])
    using market = await openReader(flags)
    const universe = market.reader.universe({
      ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
      ...clocksOf(flags['as-of'], flags['known-at']),
      ...(flags.top === undefined ? {} : { top: flags.top }),
      includeQuarantined: flags.include === 'quarantined',
    })
    const rows = universeRows(universe)
    // Those kept out come after the rest, and --top does not count them.
    const { length: loaded } = universe.records
    const some = [
      ...rows.slice(0, Math.min(loaded, flags.top ?? SHOWN)),
      ...rows.slice(loaded, loaded + SHOWN),
    ]
    const shown = this.asJson ? rows : some
    const rest = rows.length - shown.length
    const more = rest > 0 ? `; ${count(rest)} more, see --top or --json` : ''
    const kept = flags.include === undefined ? '' : `, ${count(universe.quarantined.length)} kept out`
    const told = `batch ${safe(universe.batchId)} of ${time(isoTime(universe.extractedAt))}, ${duration(universe.ageMs)} old`
    // Another dataset may have other fields.
    const columns: readonly Column[] = [
      { key: 'symbol', spare: 2 },
      { key: 'name', spare: 1 },
      {
        key: 'current_price',
        title: `price ${safe(universe.currency ?? '')}`.trim(),
        align: 'right',
        show: amount,
      },
      { key: 'market_cap', align: 'right', show: amount },
      { key: 'total_volume', title: 'volume', align: 'right', show: amount, spare: 3 },
    ]
    await this.showRows(
      shown,
      [
        { key: universe.key, title: 'coin' },
        ...columns.filter(({ key }) => shown.some((row) => key in row)),
        ...(flags.include === undefined
          ? []
          : [{ key: 'rules', title: 'kept out by', show: (rules: unknown) => safe(String(rules)) }]),
      ],
      { note: `${count(loaded)} coins as of then${kept}: ${told}${more}`, empty: `No coin: ${told}` },
    )
  }
}
