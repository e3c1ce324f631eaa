import * as Flags from '@oclif/core/flags'
import type { LogFields } from '@tamis/core'
import { jsonLine } from './json.ts'

const FORMATS = ['text', 'json'] as const

/** Of commands that log for a while. The flag goes before the environment. */
export const LOG_FORMAT_FLAG = {
  'log-format': Flags.option({ options: FORMATS })({
    description: 'logs on stderr: text, or one JSON object a line',
  }),
}

/**
 * Notes the flag before anything is logged: parsing the rest of the command line may fail. What of the environment cannot
 * be used comes back, a sentence.
 */
export function chooseLogFormat(argv: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const at = argv.findIndex((argument) => /^--log-format(=|$)/.test(argument))
  const format = at < 0 ? undefined : (argv[at]?.split('=', 2)[1] ?? argv[at + 1])
  if (format !== undefined) env.TAMIS_LOG_FORMAT = format
  else if (env.TAMIS_LOG_FORMAT && !FORMATS.some((known) => known === env.TAMIS_LOG_FORMAT))
    return 'TAMIS_LOG_FORMAT is neither text nor json and is left out'
  return undefined
}

/** Whether logs are JSON. */
export const jsonLogs = (): boolean => process.env.TAMIS_LOG_FORMAT === 'json'

/** One line of structured logs. */
export function logLine(level: string, message: string, fields: LogFields): string {
  const fixed = { time: new Date().toISOString(), level, message }
  return jsonLine({ ...fixed, ...fields, ...fixed })
}
