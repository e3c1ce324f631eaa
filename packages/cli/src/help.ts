import { Help } from '@oclif/core/help'
import { bold, dim } from './output/style.ts'

const FIRST_STEPS = [
  ['tamis demo', 'the whole pipeline in seconds: no network, no key, nothing to set up'],
  ['tamis init', 'a config for what you need, with what it costs in requests'],
  ['tamis run', 'one batch of the real market: the 250 largest coins into data/market.db'],
  ['tamis status', 'what there is, how old it is, and what to do next'],
] as const

/** The help of `tamis` alone: what it is, where to begin, what there is. */
export default class TamisHelp extends Help {
  override async showRootHelp(): Promise<void> {
    const { description, version } = this.config.pjson
    const commands = this.sortedCommands.filter(
      (command) => !command.id.includes(':') && command.id !== 'help',
    )
    const width = Math.max(
      ...commands.map(({ id }) => id.length),
      ...FIRST_STEPS.map(([command]) => command.length),
    )
    const line = (name: string, about: string): string => `  ${name.padEnd(width)}  ${about}`
    this.log(`${bold('tamis')} ${dim(String(version))}  ${description}\n`)
    this.log(bold('First steps'))
    for (const [command, about] of FIRST_STEPS) this.log(line(command, about))
    this.log(`\n${bold('Commands')}`)
    for (const { id, summary = '' } of commands) this.log(line(id, summary))
    this.log(`\n${dim('tamis COMMAND --help shows flags and examples of a command.')}`)
  }
}
