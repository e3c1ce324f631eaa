import { TamisError } from '@tamis/core'
import { type CheckResult, failed, ok } from './check-result.ts'

/** Node.js, which is new enough or nothing of this would run, and SQLite, whose module is made for one Node.js. */
export async function* examineRuntime(): AsyncGenerator<CheckResult> {
  yield ok('node', `Node.js ${process.versions.node} (${process.platform} ${process.arch})`)
  try {
    const { sqliteVersion } = await import('@tamis/sink-sqlite/maintain')
    yield ok('sqlite', `SQLite ${sqliteVersion()}`)
  } catch (cause) {
    const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    yield failed(
      'sqlite',
      new TamisError('plugin.invalid', {
        message: `SQLite does not load: ${why}`,
        hint: 'Install tamis again with the Node.js that is to run it; npm rebuild better-sqlite3 is enough mostly.',
        cause,
      }),
    )
  }
}
