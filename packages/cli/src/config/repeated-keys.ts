interface Frame {
  /** Members seen so far; none in an array. */
  readonly seen?: Set<string>
  /** The member or element that is being read. */
  at: string | number
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/**
 * Paths of members that an object of a well-formed JSON text has more than once. JSON.parse keeps the last of them in
 * silence, so that a pipeline copied and not renamed would take the place of another.
 */
export function repeatedKeys(text: string): readonly string[] {
  const found = new Set<string>()
  const frames: Frame[] = []
  let last = ''
  for (const [token] of text.matchAll(TOKEN)) {
    const frame = frames.at(-1)
    if (token === '{') frames.push({ seen: new Set(), at: '' })
    else if (token === '[') frames.push({ at: 0 })
    else if (token === '}' || token === ']') frames.pop()
    else if (token === ',' && typeof frame?.at === 'number') frame.at++
    else if (token === ':' && frame?.seen !== undefined) {
      frame.at = String(JSON.parse(last))
      if (frame.seen.has(frame.at)) found.add(frames.map(({ at }) => at).join('.'))
      frame.seen.add(frame.at)
    }
    last = token
  }
  return [...found]
}
