import { quoted } from '../output/next-command.ts'
import { safe } from '../output/safe.ts'
import { bold, cyan, dim, green } from '../output/style.ts'
import type { PluginKind } from './kinds.ts'

/** A package that was just begun. */
export interface MadePackage {
  readonly kind: PluginKind
  readonly name: string
  readonly folder: string
  readonly files: readonly string[]
}

/** Where each kind says what it is, to be changed first. */
const FIRST: Readonly<Record<PluginKind, string>> = {
  source:
    'src/ticker.ts is the record, src/page.ts an answer, src/requests.ts what is asked for, test/api.ts the API',
  stager: 'src/stager.ts keeps the pages',
  rule: 'src/rule.ts judges a record',
  sink: 'src/sink.ts commits a batch',
  command: 'src/command.ts is what it does',
}

/** What was written, and what to do with it. */
export function packageText({ kind, name, files }: MadePackage, folder: string): string {
  const steps = [`cd ${quoted(folder)}`, 'npm install', 'npm test', 'npm run lint', 'npm run build']
  return [
    `${green('✔')} ${bold(safe(name))}, a ${kind} in ${files.length} files`,
    `  ${dim('next')}  ${cyan(steps.join(' && '))}`,
    `  ${dim('then')}  ${FIRST[kind]}; README.md says how to use it`,
    '',
  ].join('\n')
}
