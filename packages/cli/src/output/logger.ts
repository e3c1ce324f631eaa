import type { LogFields, Logger } from '@tamis/core'
import { createConsola } from 'consola'
import { redact } from './redact.ts'
import { safe } from './safe.ts'
import { style } from './style.ts'

const COLOURS = { warn: 'yellow', error: 'red', debug: 'dim', info: 'cyan' } as const

/** A logger of core that writes to stderr. Names of coins and what a server said go through it, so nothing is trusted. */
export function stderrLogger(): Logger {
  const consola = createConsola({
    level: Number(process.env.CONSOLA_LEVEL || 3),
    stdout: process.stderr,
    stderr: process.stderr,
    reporters: [{ log: ({ type, args }) => void process.stderr.write(`${label(type)} ${args.join(' ')}\n`) }],
  })
  const line = (message: string, fields: LogFields = {}): string => {
    const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`)
    return redact(safe([message, ...pairs].join(' ')))
  }
  return {
    debug: (message, fields) => consola.debug(line(message, fields)),
    info: (message, fields) => consola.info(line(message, fields)),
    warn: (message, fields) => consola.warn(line(message, fields)),
    error: (message, fields) => consola.error(line(message, fields)),
  }
}

function label(type: string): string {
  const colour = COLOURS[type as keyof typeof COLOURS]
  return colour === undefined ? type : style(type, colour, process.stderr)
}
