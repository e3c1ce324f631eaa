/** The ways in which code spells a name of several words. */
interface Spellings {
  readonly kebab: string
  readonly snake: string
  readonly screaming: string
  readonly camel: string
  readonly pascal: string
}

export function spellingsOf(words: readonly string[]): Spellings {
  const pascal = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')
  return {
    kebab: words.join('-'),
    snake: words.join('_'),
    screaming: words.join('_').toUpperCase(),
    camel: `${pascal.slice(0, 1).toLowerCase()}${pascal.slice(1)}`,
    pascal,
  }
}

/** A text with one name in place of another, each in the spelling that stood there. */
export function renamed(text: string, from: readonly [string, string], to: readonly string[]): string {
  const names = new Map<string, string>()
  const [old, now] = [spellingsOf(from), spellingsOf(to)]
  for (const spelling of Object.keys(old) as (keyof Spellings)[]) names.set(old[spelling], now[spelling])
  return text.replaceAll(new RegExp([...names.keys()].join('|'), 'g'), (name) => names.get(name) ?? name)
}
