import { userInfo } from 'node:os'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { nearest, TamisError } from '@tamis/core'
import type { QuarantineItem } from '@tamis/sink-sqlite/read'
import { BaseCommand } from '../../base-command.ts'
import { jsonLine } from '../../output/json.ts'

export default class QuarantineRelease extends BaseCommand {
  static override summary = 'Let one quarantined record through by hand, with a note'
  static override description =
    'Publishes the record as the next revision of its batch; replay honours it. What fails the schema, or has no price or volume, is released by changing the rule, not by hand.'
  static override examples = [
    '<%= config.bin %> quarantine release some-coin --batch markets-20261122T050000Z --note "supply confirmed by the issuer"',
  ]
  static override args = { coin: Args.string({ required: true, description: 'id of the coin' }) }
  static override flags = {
    note: Flags.string({ required: true, helpValue: 'TEXT', description: 'why it is right after all' }),
    batch: Flags.string({
      helpValue: 'ID',
      description: 'in this batch; default the last one that keeps it out',
    }),
    by: Flags.string({ helpValue: 'NAME', description: 'who decides; default the user of this process' }),
    pipeline: Flags.string({ helpValue: 'NAME', description: 'pipeline, where there are several' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(QuarantineRelease)
    const [
      { openReader },
      { requireBatch },
      { openPipeline },
      { filterOf },
      { releaseRecord, reportToJson },
    ] = await Promise.all([
      import('../../market/open-reader.ts'),
      import('../../market/require-batch.ts'),
      import('../../run/open-pipeline.ts'),
      import('../../quarantine/filter.ts'),
      import('@tamis/core'),
    ])
    const item = await (async () => {
      using market = await openReader(flags)
      if (flags.batch !== undefined) requireBatch(market.reader, flags.batch, flags.pipeline)
      const filter = {
        ...filterOf({ pipeline: flags.pipeline, batch: flags.batch }),
        status: 'open',
      } as const
      const [open] = market.reader.quarantine({ ...filter, key: args.coin, limit: 1 })
      if (open === undefined) throw nothingOpen(args.coin, flags.batch, market.reader.quarantine(filter))
      return open
    })()
    const { pipeline } = await openPipeline(flags, flags.pipeline ?? item.pipeline)
    const { watching } = await import('../../run/watch.ts')
    const { batchId, page, position } = item
    const place = { batchId, page, position, by: flags.by ?? userName(), note: flags.note }
    const report = await watching((watched) => releaseRecord(pipeline, { ...place, ...watched }))
    const [{ reportText }, { optionsOf }] = await Promise.all([
      import('../../run/report-text.ts'),
      import('../../output/next-command.ts'),
    ])
    process.exitCode = report.exitCode
    if (report.error !== null) this.tellError(report.error)
    this.write(
      this.asJson ? jsonLine(reportToJson(report)) : reportText(report, { options: optionsOf(flags) }),
    )
  }
}

function nothingOpen(
  coin: string,
  batch: string | undefined,
  open: readonly Pick<QuarantineItem, 'key'>[],
): TamisError {
  const meant = nearest(coin, [...new Set(open.flatMap(({ key }) => key ?? []))])
  return new TamisError('usage.invalid', {
    message: `${batch === undefined ? 'No batch keeps' : `Batch ${batch} does not keep`} ${JSON.stringify(coin)} out`,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}See \`tamis quarantine list\`.`,
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
