import { BaseCommand } from '../../base-command.ts'

export default class Plugins extends BaseCommand {
  static override summary = 'Packages that add commands of their own, as they are installed here'
  static override description =
    'Installed for this user, beside no project. Sources, stores and rules are no commands: they belong to a config, and are installed with npm beside it.'
  static override examples = [
    '<%= config.bin %> plugins',
    '<%= config.bin %> plugins install tamis-plugin-chart',
  ]

  async run(): Promise<void> {
    await this.parse(Plugins)
    const [{ commandsOf, listedPlugins }, { safe }] = await Promise.all([
      import('../../plugins/plugin-list.ts'),
      import('../../output/safe.ts'),
    ])
    const rows = listedPlugins(this.config.dataDir).map(({ name, tag }) => {
      const loaded = this.config.plugins.get(name)
      return {
        name,
        asked: tag,
        version: loaded?.version ?? null,
        commands: commandsOf(this.config, name),
        root: loaded?.root ?? null,
      }
    })
    await this.showRows(
      rows,
      [
        { key: 'name' },
        {
          key: 'version',
          show: (version) => (version === null ? 'cannot be loaded' : safe(String(version))),
        },
        { key: 'commands', show: (commands) => safe((commands as readonly string[]).join(', ')) },
        { key: 'root', spare: 1 },
      ],
      { empty: 'No plugin is installed. Add one with `tamis plugins install NAME`.' },
    )
  }
}
