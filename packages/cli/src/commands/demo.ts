import { reportToJson, TamisError } from '@tamis/core'
import { BaseCommand, terminalWidth } from '../base-command.ts'
import { jsonLine } from '../output/json.ts'

export default class Demo extends BaseCommand {
  static override summary = 'The whole pipeline in seconds, offline: no key, nothing to set up'
  static override description =
    'Runs against a stand-in API on a free port of this machine, one batch more each time, into tamis-demo/market.db and tamis-demo/issue. Everything else of tamis works on that database.'
  static override examples = [
    '<%= config.bin %> demo',
    '<%= config.bin %> status --database tamis-demo/market.db',
  ]
  // A page to be read, also by a pipe; --json is for programs.
  protected override printsDocument = true

  async run(): Promise<void> {
    const { flags } = await this.parse(Demo)
    if (flags.config !== undefined || flags.database !== undefined) {
      throw new TamisError('usage.invalid', {
        message: 'The demo takes no --config and no --database: it touches nothing but tamis-demo/',
        hint: 'For a server to run your own configuration against, see `tamis sandbox --help`.',
      })
    }
    const [{ runDemo }, { demoText }, { commandName }] = await Promise.all([
      import('../demo/run-demo.ts'),
      import('../demo/demo-text.ts'),
      import('../output/command-name.ts'),
    ])
    const demo = await runDemo(process.cwd())
    process.exitCode = demo.report.exitCode
    if (demo.report.error !== null) this.tellError(demo.report.error)
    const text = (): string => demoText(demo, commandName(process.env), terminalWidth())
    this.write(this.asJson ? jsonLine({ ...reportToJson(demo.report), database: demo.database }) : text())
  }
}
