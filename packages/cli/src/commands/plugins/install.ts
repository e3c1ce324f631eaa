import * as Args from '@oclif/core/args'
import { Config } from '@oclif/core/config'
import { BaseCommand } from '../../base-command.ts'

export default class PluginsInstall extends BaseCommand {
  static override summary = 'Add the commands of a package to tamis'
  static override description =
    'Installs an oclif plugin for this user with the npm of this machine; its install scripts are not run. What it brings runs as any program of yours does: install only what you trust. The same again updates it.'
  static override examples = [
    '<%= config.bin %> plugins install tamis-plugin-chart',
    '<%= config.bin %> plugins install tamis-plugin-chart@1.2.0',
    '<%= config.bin %> plugins install ./my-plugin',
  ]
  static override args = {
    package: Args.string({
      required: true,
      description: 'a package, name@version, or the path of a folder or tarball',
    }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(PluginsInstall)
    const [{ installPlugin, uninstallPlugin }, { commandsOf }, { safe }, { TamisError }] = await Promise.all([
      import('../../plugins/change-plugins.ts'),
      import('../../plugins/plugin-list.ts'),
      import('../../output/safe.ts'),
      import('@tamis/core'),
    ])
    const { dataDir, root } = this.config
    const name = await installPlugin(dataDir, args.package, process.cwd())
    const config = await Config.load(root)
    const version = config.plugins.get(name)?.version ?? null
    const commands = commandsOf(config, name)
    if (commands.length === 0) {
      await uninstallPlugin(dataDir, name)
      throw new TamisError('plugin.invalid', {
        message: `${name} brings no command that can be loaded, so it is not installed`,
        hint: 'In a folder of your own, run npm install and build it first.',
      })
    }
    await this.showValue({ name, version, commands }, () =>
      [
        `${safe(name)} ${safe(version ?? '')} is installed, with`,
        ...commands.map((command) => `  tamis ${safe(command)}`),
        '',
      ].join('\n'),
    )
  }
}
