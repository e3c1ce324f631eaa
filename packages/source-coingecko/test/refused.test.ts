import { createHash } from 'node:crypto'
import type { TamisError } from '@tamis/core'
import { expect, it } from 'vitest'
import { fetchPages, type } from './virtual-network.ts'

it('a body that ended early is told by its length, also where the network handed in does not', async () => {
  const short = (): Response => new Response('[]', { headers: { ...type, 'content-length': '200' } })
  const { results } = await fetchPages(1, short)
  expect(results[0]).toMatchObject({ code: 'source.truncated', exitCode: 75 })
})

it('a page for people is told by its title, whatever its label', async () => {
  const page = (): Response => new Response(' <!DOCTYPE html><title>Log in</title>', { headers: type })
  const { results } = await fetchPages(1, page)
  const [{ message }] = results as readonly [TamisError]
  expect(message).toContain('with a page for people instead of JSON, saying "Log in",')
})

it('an error body without end is left after a megabyte, and cancelled', async () => {
  let cancelled = 0
  const flood = (): Response => {
    const pull = (controller: ReadableStreamDefaultController): void =>
      controller.enqueue(Buffer.alloc(65_536))
    return new Response(new ReadableStream({ pull, cancel: () => void cancelled++ }), { status: 404 })
  }
  const { results } = await fetchPages(1, flood)
  expect(results[0]).toMatchObject({ code: 'source.request', exitCode: 78 })
  expect(cancelled).toBe(1)
})

it('a refused answer leaves its status, type, size and hash, and nothing of its body', async () => {
  const body = JSON.stringify({ coins: ['private things'] })
  const { results } = await fetchPages(1, () => new Response(body, { headers: type }))
  const [error] = results as readonly TamisError[]
  expect(error?.details).toEqual({
    page: 1,
    status: 200,
    content_type: 'application/json',
    size: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  })
  expect(error?.message).toContain(`[application/json, ${body.length} bytes, sha256 `)
  expect(JSON.stringify([error, error?.message])).not.toContain('private')
})

it("quotes the API's own words, on one line, short, with controls made visible", async () => {
  const words = `Not  for\nyou \u001b[31m\u202e${'x'.repeat(500)}`
  const body = JSON.stringify({ status: { error_code: 10005, error_message: words } })
  const { results } = await fetchPages(1, () => new Response(body, { status: 401, headers: type }))
  const [{ message }] = results as readonly [TamisError]
  expect(message).toMatch(
    /^api\.coingecko\.com answered 401 \(code 10005\), saying "Not for you \\u001b\[31m\\u202ex+…", to \/api\/v3\/coins\/markets \(page 1\) \[application\/json, 5\d\d bytes, sha256 [0-9a-f]{64}\]$/,
  )
  expect(message.length).toBeLessThan(450)
})
