import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../base-command.ts'

export default class Init extends BaseCommand {
  static override summary = 'Set a folder up: a commented config, .env.example and ignore rules'
  static override description =
    'Asks on a terminal for what no flag says, with what each answer costs in requests; elsewhere takes the usual for it. Writes over nothing, and prints the command that does the same without asking.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --yes',
    '<%= config.bin %> init --universe all --key demo --at 05:00 --config tamis.config.json',
  ]
  static override flags = {
    universe: Flags.string({
      helpValue: 'top:N|all|ids:a,b',
      description: 'which coins; usually top:250',
    }),
    currency: Flags.string({ helpValue: 'usd', description: 'what prices are in; usually usd' }),
    key: Flags.string({
      options: ['none', 'demo', 'pro'],
      description: 'which key there is, never the key; usually the one that the environment holds',
    }),
    at: Flags.string({
      helpValue: '05:00,17:00',
      description: 'times of day it is to run, in UTC, or none; usually 05:00,17:00',
    }),
    yes: Flags.boolean({ description: 'ask nothing' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Init)
    const [
      { answersOf, usualAnswers },
      { placeOf },
      { requestsOf },
      { setUp },
      { setUpJson, setUpText },
      names,
    ] = await Promise.all([
      import('../init/answers.ts'),
      import('../init/place.ts'),
      import('../init/requests.ts'),
      import('../init/set-up.ts'),
      import('../init/told.ts'),
      import('../output/command-name.ts'),
    ])
    const cwd = process.cwd()
    const given = answersOf(flags)
    const usual = usualAnswers(process.env)
    const asks = !flags.yes && process.stdin.isTTY && !this.asJson
    if (!asks && !flags.yes && flags.universe === undefined) await this.refuse()
    const file = placeOf(cwd, flags.config)
    const all = { ...usual, ...given }
    // What a flag says wrong is not to wait for the end of the questions.
    await requestsOf(all, cwd)
    const answers = asks
      ? await (await import('../init/ask.ts')).ask(given, usual, (universe, currency) =>
          requestsOf({ ...all, universe, currency }, cwd),
        )
      : all
    const done = await setUp(answers, file, { cwd, version: this.config.version })
    await this.showValue(setUpJson(done, flags.config), () =>
      setUpText(done, { command: names.commandName(process.env), named: flags.config }),
    )
  }

  /** Where nobody can be asked, nothing is written that nobody asked for. */
  private async refuse(): Promise<never> {
    const { TamisError } = await import('@tamis/core')
    throw new TamisError('usage.invalid', {
      message: 'There is no terminal to ask on',
      hint: 'Say which coins, for example `tamis init --universe top:250`, or take all that is usual with `tamis init --yes`.',
    })
  }
}
