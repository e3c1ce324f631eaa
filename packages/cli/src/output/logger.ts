import type { LogFields, Logger } from '@tamis/core'
import { createConsola } from 'consola'
import { jsonLogs, logLine } from './log-format.ts'
import { redact } from './redact.ts'
import { safe } from './safe.ts'
import { style } from './style.ts'

const COLOURS = { warn: 'yellow', error: 'red', debug: 'dim', info: 'cyan' } as const

/**
 * A logger of core that writes to stderr. Names of coins and what a server said go through it, so nothing is trusted.
 * Structured logs carry the fields of the context in every line.
 */
export function stderrLogger(context: LogFields = {}): Logger {
  const consola = createConsola({
    level: Number(process.env.CONSOLA_LEVEL || 3),
    stdout: process.stderr,
    stderr: process.stderr,
    reporters: [{ log: ({ type, args }) => void process.stderr.write(line(type, args[0], args[1])) }],
  })
  const line = (level: string, message: string, fields: LogFields = {}): string => {
    if (jsonLogs()) return logLine(level, message, { ...context, ...fields })
    const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`)
    return `${label(level)} ${redact(safe([message, ...pairs].join(' ')))}\n`
  }
  return {
    debug: (message, fields) => consola.debug(message, fields),
    info: (message, fields) => consola.info(message, fields),
    warn: (message, fields) => consola.warn(message, fields),
    error: (message, fields) => consola.error(message, fields),
  }
}

function label(type: string): string {
  const colour = COLOURS[type as keyof typeof COLOURS]
  return colour === undefined ? type : style(type, colour, process.stderr)
}
