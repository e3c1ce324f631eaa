import * as Args from '@oclif/core/args'
import { BaseCommand } from '../base-command.ts'
import { jsonLine } from '../output/json.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

export default class Autocomplete extends BaseCommand {
  static override summary = 'A script that makes the tab key complete commands, flags and their values'
  static override description =
    'Load it where your shell starts: in ~/.bashrc with `source <(tamis autocomplete bash)`, in ~/.zshrc after compinit with `source <(tamis autocomplete zsh)`, for fish by writing it to ~/.config/fish/completions/tamis.fish. It starts nothing at a tab; print it again after an update or a new plugin.'
  static override examples = [
    'source <(<%= config.bin %> autocomplete bash)',
    '<%= config.bin %> autocomplete fish > ~/.config/fish/completions/tamis.fish',
  ]
  static override args = {
    shell: Args.string({ required: true, options: [...SHELLS], description: 'which shell' }),
  }
  protected override printsDocument = true

  /** A shell runs what it is given, so an error is only for it where JSON was asked for. */
  protected override get failsAsJson(): boolean {
    return this.asJson
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Autocomplete)
    const shell = args.shell as (typeof SHELLS)[number]
    const [{ placesOf }, { bashScript }, { zshScript }, { fishScript }] = await Promise.all([
      import('../autocomplete/words.ts'),
      import('../autocomplete/bash.ts'),
      import('../autocomplete/zsh.ts'),
      import('../autocomplete/fish.ts'),
    ])
    const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]
    const script = write(placesOf(this.config.commands))
    this.write(this.asJson ? jsonLine({ shell, script }) : script)
  }
}
