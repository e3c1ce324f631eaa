// Writes the repository into the packages that are about to be published, which provenance needs: a fork publishes as itself.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
if (!server || !repository) {
  throw new Error(
    'GITHUB_SERVER_URL and GITHUB_REPOSITORY are not set: releases are made by the release workflow',
  )
}
for (const file of globSync('packages/*/package.json')) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  manifest.repository = {
    type: 'git',
    url: `git+${server}/${repository}.git`,
    directory: dirname(file).replaceAll('\\', '/'),
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
}
