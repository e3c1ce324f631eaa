import { BaseCommand } from '../base-command.ts'

export default class Help extends BaseCommand {
  static override summary = 'Help of tamis or of a command, as with --help'
  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help quarantine release']
  static override strict = false
  protected override printsDocument = true

  async run(): Promise<void> {
    const { argv } = await this.parse(Help)
    const words = argv as string[]
    const id = words.join(':')
    const isKnown =
      id === '' || this.config.findCommand(id) !== undefined || this.config.findTopic(id) !== undefined
    if (!isKnown) await this.config.runHook('command_not_found', { id, argv: words })
    const { default: TamisHelp } = await import('../help.ts')
    await new TamisHelp(this.config).showHelp(words)
  }
}
