/** Flags that chose where to work, to be repeated in the command that is named as the next one. */
export function optionsOf({
  config,
  database,
}: {
  readonly config?: string | undefined
  readonly database?: string | undefined
}): string {
  const flag = (name: string, value: string | undefined): string =>
    value === undefined ? '' : ` --${name} ${quoted(value)}`
  return flag('config', config) + flag('database', database)
}

/** A word of a shell: as it is where that is safe, else in single quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
