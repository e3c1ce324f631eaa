import type { Command } from '@oclif/core/command'
import Accept from './commands/accept.ts'
import Replay from './commands/replay.ts'
import RulesExplain from './commands/rules/explain.ts'
import RulesList from './commands/rules/list.ts'
import RulesTest from './commands/rules/test.ts'
import Run from './commands/run.ts'
import Sandbox from './commands/sandbox.ts'

/** Every command by its id; what a command needs beyond its flags it imports when it runs. */
export const COMMANDS: Readonly<Record<string, Command.Class>> = {
  accept: Accept,
  replay: Replay,
  'rules:explain': RulesExplain,
  'rules:list': RulesList,
  'rules:test': RulesTest,
  run: Run,
  sandbox: Sandbox,
}
