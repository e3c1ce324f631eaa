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
    const commands = this.sortedCommands
      .filter(({ id }) => !id.includes(':') && id !== 'help')
      .map(({ id, summary = '' }) => ({ id, about: summary }))
    const topics = this.sortedTopics
      .filter(({ name }) => !name.includes(':') && !commands.some(({ id }) => id === name))
      .map(({ name, description = '' }) => ({ id: name, about: `${description}: ${this.#under(name)}` }))
    const all = [...commands, ...topics].sort((one, other) => (one.id < other.id ? -1 : 1))
    const width = Math.max(
      ...all.map(({ id }) => id.length),
      ...FIRST_STEPS.map(([command]) => command.length),
    )
    const line = (name: string, about: string): string => `  ${name.padEnd(width)}  ${about}`
    this.log(`${bold('tamis')} ${dim(String(version))}  ${description}\n`)
    this.log(bold('First steps'))
    for (const [command, about] of FIRST_STEPS) this.log(line(command, about))
    this.log(`\n${bold('Commands')}`)
    for (const { id, about } of all) this.log(line(id, about))
    this.log(`\n${dim('tamis COMMAND --help shows flags and examples of a command.')}`)
  }

  /** The commands of a topic: `list, show`. */
  #under(topic: string): string {
    const ids = this.sortedCommands.map(({ id }) => id).filter((id) => id.startsWith(`${topic}:`))
    return ids.map((id) => id.slice(topic.length + 1)).join(', ')
  }
}
