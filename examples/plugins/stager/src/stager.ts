import { resolve } from 'node:path'
import type { RunContext, Stager } from '@tamis/core'
import { FileLease } from '@tamis/core/files'
import { BatchFiles } from './batch-files.ts'
import { type Options, resolveOptions } from './options.ts'
import { FolderSession } from './session.ts'

/**
 * Raw pages as files, byte for byte, for whoever wants to look at them with other tools. Opens nothing by itself.
 *
 * @throws TamisError `config.invalid` naming every problem of the options.
 */
export function pageFolderStager(options: Options): Stager {
  const root = resolve(resolveOptions(options).path)
  return {
    name: 'page-folder',
    async open(context: RunContext) {
      // A name of a pipeline is a name of a file.
      const lease = await FileLease.take(`${root}/leases/${context.pipeline}.json`, context)
      return new FolderSession(new BatchFiles(root), lease, context)
    },
  }
}
