import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import { pathFlag } from '../path-given.ts'

export default class Sandbox extends BaseCommand {
  static override summary = 'Serve a stand-in of the CoinGecko API on loopback'
  static override description =
    'A generated or recorded market over real HTTP, with faults on request, until Ctrl-C. A fault is KIND[:TIMES][@MATCH][=VALUE]; TIMES is a number or always, MATCH a page number or a part of the address. An unknown kind lists them all.'
  static override examples = [
    '<%= config.bin %> sandbox --port 8080',
    '<%= config.bin %> sandbox --size 20000 --latency 50 --fault 429:2 --fault reset@3',
    '<%= config.bin %> sandbox --data whole-market.json.gz',
  ]
  static override flags = {
    port: Flags.integer({
      min: 0,
      max: 65_535,
      default: 0,
      description: 'port; 0, the default, takes a free one',
    }),
    size: Flags.integer({
      min: 0,
      max: 100_000,
      default: 1000,
      description: 'coins of the generated market',
    }),
    seed: Flags.integer({ default: 1, description: 'equal seeds give equal coins' }),
    data: Flags.string({
      parse: pathFlag,
      helpValue: 'FILE',
      description: 'recorded coins instead: a JSON array, plain or gzipped',
    }),
    fault: Flags.string({
      multiple: true,
      helpValue: '429:2',
      description: 'something that goes wrong; may be repeated',
    }),
    latency: Flags.integer({
      min: 0,
      max: 600_000,
      default: 0,
      helpValue: 'MS',
      description: 'delay of every answer',
    }),
    drift: Flags.string({
      default: '0',
      helpValue: '0.2',
      description: 'share of coins that trade places between ranked pages',
    }),
    rate: Flags.integer({
      min: 0,
      default: 0,
      helpValue: '30',
      description: 'requests answered in a minute; the rest gets 429',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Sandbox)
    const [{ startSandbox }, { sandboxText }, { listenForStop }] = await Promise.all([
      import('../sandbox/serve.ts'),
      import('../sandbox/sandbox-text.ts'),
      import('../signals.ts'),
    ])
    using stop = listenForStop((name) => {
      process.exitCode = name === 'SIGINT' ? 130 : 143
    })
    await using api = await startSandbox({ ...flags, fault: flags.fault ?? [], drift: Number(flags.drift) })
    await this.showValue({ url: api.url }, () => sandboxText(api.url, flags.data))
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }))
    this.tell(`Answered ${api.requests.length} requests.\n`)
  }
}
