import { resolve } from 'node:path'
import type { Dataset, RunContext, Sink, SinkSession } from '@tamis/core'
import { FileLease } from '@tamis/core/files'
import { BatchFiles } from './batch-files.ts'
import { type Options, resolveOptions } from './options.ts'
import { LinesSession } from './session.ts'

/** A sink for records of any dataset. */
export interface LinesSink extends Sink<never> {
  open<T extends object>(dataset: Dataset<T>, context: RunContext): Promise<SinkSession<T>>
}

/**
 * Each batch as one file of JSON lines, for whoever reads with `jq`, a data lake or a spreadsheet. A file is replaced at
 * once, so a batch is whole or absent. Opens nothing by itself.
 *
 * @throws TamisError `config.invalid` naming every problem of the options.
 */
export function jsonLinesSink(options: Options): LinesSink {
  const root = resolve(resolveOptions(options).path)
  return {
    name: 'json-lines',
    async open<T extends object>(dataset: Dataset<T>, context: RunContext) {
      // A name of a pipeline is a name of a file.
      const lease = await FileLease.take(`${root}/leases/${context.pipeline}.json`, context)
      return new LinesSession<T>(root, new BatchFiles(root), lease, dataset, context)
    },
  }
}
