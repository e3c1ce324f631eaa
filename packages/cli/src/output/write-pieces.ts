import { once } from 'node:events'

/** Writes pieces to a stream one after the other, no faster than it takes them. */
export async function writePieces(
  stream: NodeJS.WritableStream,
  pieces: Iterable<string | Uint8Array>,
): Promise<void> {
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain')
}
