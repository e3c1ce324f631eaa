import { TamisError } from '@tamis/core'
import * as v from 'valibot'

/** What the sink takes. */
export interface Options {
  /** The folder of the batches, on a disk of this machine; made when it is not there. From the working directory. */
  readonly path: string
}

const PATH = 'must be the path of a folder'
const OPTIONS = v.strictObject({ path: v.pipe(v.string(PATH), v.nonEmpty(PATH)) })

/**
 * Options, checked.
 *
 * @throws TamisError `config.invalid` naming every problem with its path.
 */
export function resolveOptions(options: unknown): Options {
  const result = v.safeParse(OPTIONS, options)
  if (result.success) return result.output
  throw new TamisError('config.invalid', { message: result.issues.map(problemOf).join('\n') })
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${path}: no such option`
  if (path === null) return 'options: must be an object'
  return `${path}: ${issue.received === 'undefined' ? 'is missing' : issue.message}`
}
