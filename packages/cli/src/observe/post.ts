import { redact } from '../output/redact.ts'
import { Refusal } from './observer.ts'

/**
 * Posts a value as JSON, without the secrets that this process knows. Redirects are not followed, as the address may be
 * a secret; a name and password in it go into a header.
 *
 * @throws Refusal for an answer other than 2xx; what `fetch` throws for none.
 */
export async function postJson(
  address: URL,
  value: unknown,
  {
    headers = {},
    signal,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<void> {
  const url = new URL(address)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const login = username === '' ? {} : { authorization: basic(username, password) }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...login, ...headers },
    body: redact(JSON.stringify(value)),
    redirect: 'manual',
    signal,
  })
  await response.body?.cancel()
  if (!response.ok) throw new Refusal(`it answered ${response.status}`)
}

function basic(username: string, password: string): string {
  return `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`
}
