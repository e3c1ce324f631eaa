import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { must } from './command.ts'

/** A registry of npm on this machine. */
export interface Registry extends AsyncDisposable {
  readonly url: string
}

/**
 * Serves packed packages as if they were published, and sends everybody to the machine's own registry for the rest: what
 * a reader will type can be typed before there is anything to read.
 */
export async function startRegistry(tarballs: Readonly<Record<string, string>>): Promise<Registry> {
  const upstream = (await must('npm', ['config', 'get', 'registry'])).trim().replace(/\/$/, '')
  const packages = new Map<string, object>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1))
    const file = Object.values(tarballs).find((tarball) => path === `-/${basename(tarball)}`)
    if (file !== undefined) return void readFile(file).then((bytes) => response.end(bytes))
    const known = packages.get(path)
    if (known === undefined) return void response.writeHead(307, { location: upstream + request.url }).end()
    response.setHeader('content-type', 'application/json').end(JSON.stringify(known))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const [name, tarball] of Object.entries(tarballs))
    packages.set(name, await documentOf(name, tarball, url))
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** What a registry says of a package that has one version. */
async function documentOf(name: string, tarball: string, url: string): Promise<object> {
  const manifest = JSON.parse(await must('tar', ['-xzOf', tarball, 'package/package.json']))
  const integrity = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`
  const dist = { tarball: `${url}/-/${basename(tarball)}`, integrity }
  const { version } = manifest
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
}
