import { existsSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { TamisError } from '@tamis/core'
import { writing } from '../output/write-whole.ts'
import type { Answers } from './answers.ts'
import { jsonConfig, typescriptConfig } from './config-text.ts'
import { type Cost, costOf } from './cost.ts'
import { seenFrom } from './place.ts'
import { requestsOf } from './requests.ts'
import { envExample, ignoreRules } from './side-files.ts'
import { type WrittenFile, writeFiles } from './write-files.ts'

const SCHEMA = 'config.schema.json'

/** What was set up. */
export interface SetUp {
  readonly answers: Answers
  readonly cost: Cost
  /** Paths as the working directory sees them, the config first. */
  readonly files: readonly WrittenFile[]
}

/**
 * Writes a config for the answers and the files beside it, once they are known to make a pipeline.
 *
 * @throws TamisError `usage.invalid` naming every answer that cannot be, `output.unwritable`.
 */
export async function setUp(
  answers: Answers,
  file: string,
  { cwd, version }: { readonly cwd: string; readonly version: string },
): Promise<SetUp> {
  if (statSync(resolve(cwd, answers.database), { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new TamisError('usage.invalid', {
      message: `--database: ${answers.database} is a folder`,
      hint: 'Give the path of a file; it may be one that is not there yet.',
    })
  }
  const cost = costOf(await requestsOf(answers, cwd), answers)
  const database = seenFrom(file, cwd, answers.database)
  const issues = posix.join(posix.dirname(database), 'issue')
  const content = { ...answers, database, issues, cost }
  const files = await writing(() =>
    writeFiles({
      file,
      config: file.endsWith('.json')
        ? jsonConfig(content, schemaOf(file, version))
        : typescriptConfig(content),
      envExample: envExample(answers.key),
      ignoreRules: ignoreRules(database, issues),
    }),
  )
  return {
    answers,
    cost,
    files: files.map(({ path, action }) => ({ path: relative(cwd, path), action })),
  }
}

/** Where an editor finds the schema: in the tamis that is installed there, else where packages are published. */
function schemaOf(file: string, version: string): string {
  // Not as Node resolves: it would look in NODE_PATH too, where a package manager keeps what only it knows to find.
  const found = foldersAbove(file)
    .map((folder) => join(folder, 'node_modules', 'tamis', SCHEMA))
    .find((path) => existsSync(path))
  if (found === undefined) return `https://unpkg.com/tamis@${version}/${SCHEMA}`
  const path = relative(dirname(file), found).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path)
  return folder === path ? [] : [folder, ...foldersAbove(folder)]
}
