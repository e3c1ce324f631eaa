import { spawn } from 'node:child_process'
import { TamisError } from '@tamis/core'

/** Scripts of what is installed are not run; nothing is asked and nothing reported to anybody. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
const TOLD_LINES = 6

/**
 * Runs the npm of the machine in a folder.
 *
 * @throws TamisError `plugin.invalid` with the end of what npm said.
 */
export async function npm(args: readonly string[], folder: string): Promise<void> {
  const { code, said } = await run(['--prefix', folder, ...args, ...QUIET], folder)
  if (code === 0) return
  const told = said.trim().split('\n').slice(0, TOLD_LINES).join('\n')
  throw new TamisError('plugin.invalid', {
    message: `npm ${args.join(' ')} failed:\n${told}`,
    hint: 'Check the name of the package, and that npm reaches its registry.',
  })
}

function run(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((done, fail) => {
    // On Windows npm is a script of the shell's; the words are checked before they come here.
    const child = spawn('npm', args, {
      cwd,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (said += text))
    child.on('close', (code) => done({ code, said }))
    child.on('error', (cause) =>
      fail(
        new TamisError('plugin.invalid', {
          message: `npm cannot be started: ${cause.message}`,
          hint: 'Install npm; it comes with Node.js.',
          cause,
        }),
      ),
    )
  })
}
