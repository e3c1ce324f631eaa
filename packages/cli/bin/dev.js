#!/usr/bin/env -S node --conditions=@tamis/source
// Runs the sources as they are (Node strips the types): no build, no manifest.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execute } from '@oclif/core/execute'

const root = fileURLToPath(new URL('..', import.meta.url))
const pjson = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8').replaceAll(
    /\.\/dist\/([\w-]+)\.js/g,
    './src/$1.ts',
  ),
)

await execute({ loadOptions: { root, pjson, ignoreManifest: true } })
