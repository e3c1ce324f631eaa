import * as Args from '@oclif/core/args'
import { BaseCommand } from '../../base-command.ts'

export default class PluginsUninstall extends BaseCommand {
  static override summary = 'Take the commands of a package away again'
  static override examples = ['<%= config.bin %> plugins uninstall tamis-plugin-chart']
  static override args = { name: Args.string({ required: true, description: 'name of the package' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(PluginsUninstall)
    const { uninstallPlugin } = await import('../../plugins/change-plugins.ts')
    await uninstallPlugin(this.config.dataDir, args.name)
    await this.showValue({ name: args.name, uninstalled: true }, () => `${args.name} is gone.\n`)
  }
}
