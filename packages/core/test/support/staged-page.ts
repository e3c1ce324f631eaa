import { type StagedPage, sha256 } from '../../src/index.ts'

/** A page of batch `b` with this text, as a stager hands it back; page 0 is the listing. */
export function stagedPage(number: number, text: string): StagedPage {
  const body = new TextEncoder().encode(text)
  const kind = number === 0 ? 'listing' : 'records'
  return {
    request: { page: number, kind, url: '', params: {} },
    status: 200,
    headers: {},
    body,
    fetchedAt: 0,
    batchId: 'b',
    attempt: 1,
    sha256: sha256(body),
  }
}
