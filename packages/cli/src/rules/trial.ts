import { isAbsolute, resolve } from 'node:path'
import { type JudgeSetting, type JudgeSettings, TamisError } from '@tamis/core'
import type { PluginUse } from '../config/define-config.ts'

/**
 * Settings as flags give them: `volume.zero=warn` or `return.outlier={"zWarn":12}`.
 *
 * @throws TamisError `usage.invalid`.
 */
export function parseTrial(given: readonly string[]): JudgeSettings {
  return Object.fromEntries(
    given.map((text): [string, JudgeSetting] => {
      const [, id, value] = /^([a-z][a-z0-9_.-]*)=(.+)$/s.exec(text) ?? []
      if (id === undefined || value === undefined) throw notASetting(text)
      return [id, value.startsWith('{') ? parseObject(value, text) : value]
    }),
  )
}

function parseObject(value: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(value)
  } catch {
    throw notASetting(text)
  }
}

function notASetting(text: string): TamisError {
  return new TamisError('usage.invalid', {
    message: `--set ${text} is no setting`,
    hint: 'Give ID=SEVERITY or ID=JSON, for example --set volume.zero=warn.',
  })
}

/** A module of rules beside the configured ones. Paths count from the working directory, as everywhere on a command line. */
export function moreRules(files: readonly string[], cwd: string): readonly PluginUse[] {
  return files.map((file) => ({ use: isAbsolute(file) ? file : resolve(cwd, file) }))
}
