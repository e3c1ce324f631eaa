import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An empty folder of the machine's temporary ones. */
export function makePlace(): string {
  return mkdtempSync(join(tmpdir(), 'tamis-testkit-'))
}

export function removePlace(place: string): void {
  rmSync(place, { recursive: true, force: true, maxRetries: 3 })
}
