import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../base-command.ts'
import { pathFlag } from '../../path-given.ts'
import { PLUGIN_KINDS, type PluginKind } from '../../scaffold/kinds.ts'

export default class PluginNew extends BaseCommand {
  static override summary = 'Begin a package of your own: a source, stager, rule, sink or command'
  static override description =
    'Writes a complete npm package into a new folder: typed, tested by the conformance suite of its kind, linted, built, and green as it is. A gate is begun as a rule. Nothing is installed and nothing is overwritten.'
  static override examples = [
    '<%= config.bin %> plugin new source kraken-tickers',
    '<%= config.bin %> plugin new rule @acme/price-jump --dir plugins/price-jump',
  ]
  static override args = {
    kind: Args.string({ required: true, options: [...PLUGIN_KINDS], description: 'what it is' }),
    name: Args.string({ required: true, description: 'name of the package, with or without a scope' }),
  }
  static override flags = {
    dir: Flags.string({
      parse: pathFlag,
      helpValue: 'DIR',
      description: 'where to; default a new folder of its name here',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginNew)
    const [{ resolve }, { pluginName }, { makePackage }, { writePackage }, { packageText }] =
      await Promise.all([
        import('node:path'),
        import('../../scaffold/names.ts'),
        import('../../scaffold/make-package.ts'),
        import('../../scaffold/write-package.ts'),
        import('../../scaffold/package-text.ts'),
      ])
    const kind = args.kind as PluginKind
    const name = pluginName(args.name, kind)
    const folder = flags.dir ?? name.folder
    const { version } = this.config
    const files = makePackage({ kind, name, version, year: new Date().getFullYear() })
    await writePackage(resolve(folder), files)
    const made = { kind, name: name.package, folder: resolve(folder), files: [...files.keys()] }
    await this.showValue(made, () => packageText(made, folder))
  }
}
