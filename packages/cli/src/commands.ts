import type { Command } from '@oclif/core/command'
import Accept from './commands/accept.ts'
import Autocomplete from './commands/autocomplete.ts'
import Backup from './commands/backup.ts'
import Batches from './commands/batches/index.ts'
import BatchesShow from './commands/batches/show.ts'
import Demo from './commands/demo.ts'
import Doctor from './commands/doctor.ts'
import Export from './commands/export.ts'
import Help from './commands/help.ts'
import Init from './commands/init.ts'
import PluginNew from './commands/plugin/new.ts'
import Plugins from './commands/plugins/index.ts'
import PluginsInstall from './commands/plugins/install.ts'
import PluginsUninstall from './commands/plugins/uninstall.ts'
import Price from './commands/price.ts'
import Prune from './commands/prune.ts'
import QuarantineExport from './commands/quarantine/export.ts'
import QuarantineList from './commands/quarantine/list.ts'
import QuarantineRelease from './commands/quarantine/release.ts'
import QuarantineShow from './commands/quarantine/show.ts'
import Raw from './commands/raw.ts'
import Replay from './commands/replay.ts'
import Report from './commands/report.ts'
import Restore from './commands/restore.ts'
import RulesExplain from './commands/rules/explain.ts'
import RulesList from './commands/rules/list.ts'
import RulesTest from './commands/rules/test.ts'
import Run from './commands/run.ts'
import Sandbox from './commands/sandbox.ts'
import Schedule from './commands/schedule.ts'
import Sql from './commands/sql.ts'
import Status from './commands/status.ts'
import Universe from './commands/universe.ts'
import Why from './commands/why.ts'

/** Every command by its id; what a command needs beyond its flags it imports when it runs. */
export const COMMANDS: Readonly<Record<string, Command.Class>> = {
  accept: Accept,
  autocomplete: Autocomplete,
  backup: Backup,
  batches: Batches,
  'batches:show': BatchesShow,
  demo: Demo,
  doctor: Doctor,
  export: Export,
  help: Help,
  init: Init,
  'plugin:new': PluginNew,
  plugins: Plugins,
  'plugins:install': PluginsInstall,
  'plugins:uninstall': PluginsUninstall,
  price: Price,
  prune: Prune,
  'quarantine:export': QuarantineExport,
  'quarantine:list': QuarantineList,
  'quarantine:release': QuarantineRelease,
  'quarantine:show': QuarantineShow,
  raw: Raw,
  replay: Replay,
  restore: Restore,
  report: Report,
  'rules:explain': RulesExplain,
  'rules:list': RulesList,
  'rules:test': RulesTest,
  run: Run,
  sandbox: Sandbox,
  schedule: Schedule,
  sql: Sql,
  status: Status,
  universe: Universe,
  why: Why,
}
