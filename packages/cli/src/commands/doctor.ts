import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'
import type { CheckResult } from '../doctor/check-result.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Check everything that a run depends on, each failure with its fix'
  static override description =
    'Node.js and SQLite; the configuration; each database with its structure, log, raw pages against their sha256, disk and batches; issue files against the quarantine; the API with key, clock and quota, for which one request is made; timers and crontabs of this machine. Writes nothing. Exits 0 when nothing failed, else with the code of the first failure listed: 74 storage, 75 the API is away, 77 it refuses the key, 78 configuration.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --offline --quick',
    '<%= config.bin %> doctor --json',
  ]
  static override flags = {
    pipeline: Flags.string({ helpValue: 'NAME', description: 'only this pipeline; default all' }),
    offline: Flags.boolean({ default: false, description: 'make no request' }),
    quick: Flags.boolean({
      default: false,
      description: 'read neither raw pages nor issue files, and the database not to its last page',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor)
    const [{ examine }, { execute }, text] = await Promise.all([
      import('../doctor/examine.ts'),
      import('../doctor/execute.ts'),
      import('../doctor/doctor-text.ts'),
    ])
    const { offline, quick } = flags
    const { env } = process
    const told = { flags, env, cwd: process.cwd(), now: Date.now(), offline, quick, execute }
    const results: CheckResult[] = []
    for await (const result of examine(told)) {
      results.push(result)
      // Some of it takes a while, so people see each as it comes.
      if (!this.asJson) this.write(text.resultText(result))
    }
    process.exitCode = text.exitCodeOf(results)
    await this.showValue(text.doctorJson(results), () => text.summaryText(results))
  }
}
