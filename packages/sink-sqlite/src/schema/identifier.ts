/** A name as SQL: quoted, whatever it holds. */
export function quoted(name: string): string {
  if (name.includes('\0')) throw new TypeError('an SQL name cannot hold a NUL character')
  return `"${name.replaceAll('"', '""')}"`
}

/** Names as a list of SQL columns, each with a prefix such as `r.`. */
export function columnList(names: readonly string[], prefix = ''): string {
  return names.map((name) => `${prefix}${quoted(name)}`).join(', ')
}
