import type { Command } from '@oclif/core/command'
import Run from './commands/run.ts'

/** Every command by its id; what a command needs beyond its flags it imports when it runs. */
export const COMMANDS: Readonly<Record<string, Command.Class>> = {
  run: Run,
}
