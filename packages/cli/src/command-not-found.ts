import type { Hook } from '@oclif/core/hooks'
import { nearest, TamisError } from '@tamis/core'
import { failureJson } from './errors/error-json.ts'
import { errorText } from './errors/error-text.ts'
import { jsonLine } from './output/json.ts'
import { hideKeys, redact } from './output/redact.ts'

/** Names the command that was probably meant, and ends with 2. */
const commandNotFound: Hook<'command_not_found'> = async function notFound({ id, argv = [], config }) {
  const typed = id.replaceAll(':', ' ')
  const names = config.commands
    .filter((command) => !command.hidden)
    .map((command) => command.id.replaceAll(':', ' '))
  const meant = nearest(typed, names) ?? nearest(typed.split(' ')[0] ?? '', names)
  const error = new TamisError(
    'usage.invalid',
    id.startsWith('-')
      ? {
          message: `There is no flag ${id} before a command`,
          hint: 'Flags come after it, as in `tamis status --json`; see `tamis --help`.',
        }
      : {
          message: `There is no command ${JSON.stringify(typed)}`,
          hint:
            meant === undefined ? 'See `tamis --help` for all commands.' : `Did you mean \`tamis ${meant}\`?`,
        },
  )
  hideKeys(process.env)
  process.stderr.write(redact(errorText(error)))
  if (argv.includes('--json') || !process.stdout.isTTY) process.stdout.write(jsonLine(failureJson(error)))
  this.exit(error.exitCode)
}

export default commandNotFound
