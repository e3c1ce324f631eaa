import type { Command } from '@oclif/core/command'

/** Something that may be typed, and what it is. */
export interface Word {
  readonly word: string
  readonly about: string
}

/** What may follow the words of a command or of the beginning of one. */
export interface Place {
  /** As typed after `tamis`: empty for what comes first. */
  readonly words: string
  /** Commands and fixed values of arguments. */
  readonly next: readonly Word[]
  readonly flags: readonly Word[]
  /** Flags that take one of a few values. */
  readonly choices: readonly { readonly flag: string; readonly values: readonly string[] }[]
  /** Flags that take any value, which may be a file. */
  readonly free: readonly string[]
}

type Described = Pick<Command.Loadable, 'id' | 'summary' | 'description' | 'flags' | 'args' | 'hidden'>

/** Every place of a command line, from what commands say of themselves. */
export function placesOf(commands: readonly Described[]): readonly Place[] {
  const shown = commands.filter(({ hidden }) => hidden !== true)
  const byWords = new Map(shown.map((command) => [command.id.replaceAll(':', ' '), command]))
  const beginnings = [...byWords.keys()].flatMap((words) =>
    words.split(' ').map((_, count, all) => all.slice(0, count).join(' ')),
  )
  const all = new Set(['', ...beginnings, ...byWords.keys()])
  return [...all].sort().map((words) => placeOf(words, byWords))
}

function placeOf(words: string, commands: ReadonlyMap<string, Described>): Place {
  const command = commands.get(words)
  const depth = words === '' ? 0 : words.split(' ').length
  const followers = [...commands.keys()].filter((other) => words === '' || other.startsWith(`${words} `))
  const names = [...new Set(followers.map((other) => other.split(' ')[depth] ?? ''))]
  const next = names.map((word) => {
    const { summary = '' } = commands.get(`${words} ${word}`.trim()) ?? {}
    return { word, about: summary }
  })
  const fixed = Object.values(command?.args ?? {}).flatMap(({ options = [] }) => options)
  const flags = Object.values(command?.flags ?? {}).filter(({ hidden }) => hidden !== true)
  return {
    words,
    next: [...next, ...fixed.map((word) => ({ word, about: '' }))],
    flags: flags.map(({ name, summary, description }) => ({
      word: `--${name}`,
      about: summary ?? description ?? '',
    })),
    choices: flags.flatMap((flag) => {
      const values = 'options' in flag ? flag.options : undefined
      return values === undefined ? [] : [{ flag: `--${flag.name}`, values }]
    }),
    free: flags
      .filter((flag) => flag.type === 'option' && flag.options === undefined)
      .map(({ name }) => `--${name}`),
  }
}

/** Text as one word of any of the shells: in single quotes, on one line. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll(/\p{Cc}/gu, ' ').replaceAll("'", `'"'"'`)}'`
}
