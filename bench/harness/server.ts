import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The stand-in API in another process. */
export async function server(
  size: number,
  latencyMs: number,
): Promise<Disposable & { readonly url: string }> {
  const script = new URL('../children/server.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, String(size), String(latencyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: line.toString().trim(), [Symbol.dispose]: () => void child.kill('SIGTERM') }
}
