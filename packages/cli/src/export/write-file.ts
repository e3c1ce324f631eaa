import { open, rename, rm } from 'node:fs/promises'

const PIECE = 1 << 20

/** Writes lines to a file that is there whole or not at all: beside it first, synced, then renamed over it. */
export async function writeWhole(path: string, lines: Iterable<string>): Promise<number> {
  const temporary = `${path}.tmp`
  await rm(temporary, { force: true })
  const file = await open(temporary, 'wx', 0o600)
  let written = 0
  try {
    let piece = ''
    for (const line of lines) {
      piece += line
      written++
      if (piece.length < PIECE) continue
      await file.writeFile(piece)
      piece = ''
    }
    await file.writeFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  return written
}
