import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TamisError } from '@tamis/core'
import type { ObserveConfig } from '../config/define-config.ts'
import { type Environment, fromFolder, type Settings } from '../config/settings.ts'
import { hide } from '../output/redact.ts'
import type { LineageTarget } from './openlineage/emitter.ts'
import { type Parents, parentsOfContext, parentsOfIds } from './openlineage/parent.ts'

export type ObserveFlags = { readonly [K in keyof ObserveConfig]?: string | undefined }

/** Who hears of a run. All of it off unless asked for. */
export interface ObserveSettings {
  readonly openlineage: LineageTarget | undefined
  readonly namespace: string
  readonly parents: Parents | undefined
  /** Folder of the metrics files. */
  readonly metrics: string | undefined
  readonly notify: URL | undefined
  /** What cannot be used and is left out, a sentence each: a run does not fail of it. */
  readonly problems: readonly string[]
}

/** What of the settings counts here; nothing of a config that could not be read. */
type Read = Pick<Settings, 'observe' | 'folder' | 'cwd'>

/**
 * Flag before environment before config.
 *
 * @throws TamisError `usage.invalid` for a flag that cannot be used: its owner is there to see it.
 */
export function observeSettings(flags: ObserveFlags, env: Environment, read: Read): ObserveSettings {
  const problems: string[] = []
  const choose = (name: keyof ObserveConfig, variable: string): Chosen | undefined => {
    const given = flags[name] || env[variable]
    if (given)
      return { text: given, from: flags[name] ? `--${name}` : variable, path: resolve(read.cwd, given) }
    const text = read.observe[name]
    if (text === undefined) return undefined
    return { text, from: `observe.${name}`, path: resolve(read.cwd, fromFolder(read.folder, read.cwd, text)) }
  }
  const disabled = env.OPENLINEAGE_DISABLED?.toLowerCase() === 'true'
  const openlineage = disabled ? undefined : choose('openlineage', 'OPENLINEAGE_URL')
  const notify = choose('notify', 'TAMIS_NOTIFY_URL') ?? fromFile(env, problems)
  if (notify !== undefined) hide(notify.text)
  return {
    openlineage: openlineage && targetOf(openlineage, problems),
    namespace: env.OPENLINEAGE_NAMESPACE || 'default',
    parents: openlineage && parentsOf(env, problems),
    metrics: choose('metrics', 'TAMIS_METRICS_DIR')?.path,
    notify: notify && webAddress(notify, problems),
    problems,
  }
}

interface Chosen {
  readonly text: string
  readonly from: string
  /** The text as a path. */
  readonly path: string
}

function fromFile(env: Environment, problems: string[]): Chosen | undefined {
  const variable = 'TAMIS_NOTIFY_URL_FILE'
  const file = env[variable]
  if (!file) return undefined
  try {
    const text = readFileSync(file, 'utf8').trim()
    return { text, from: variable, path: file }
  } catch {
    problems.push(`${variable}: the file cannot be read, so nobody is notified`)
    return undefined
  }
}

/** The value itself is left out of what is said: it may be a secret. */
function unusable({ from }: Chosen, what: string, problems: string[]): undefined {
  if (!from.startsWith('--')) {
    problems.push(`${from} is not ${what} and is left out`)
    return
  }
  throw new TamisError('usage.invalid', {
    message: `${from} is not ${what}`,
    hint: 'See `tamis run --help`.',
  })
}

function webAddress(chosen: Chosen, problems: string[]): URL | undefined {
  const url = URL.parse(chosen.text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  return unusable(chosen, 'an http or https address', problems)
}

function targetOf(chosen: Chosen, problems: string[]): LineageTarget | undefined {
  const url = /^[a-z][a-z0-9+.-]+:/i.test(chosen.text) ? URL.parse(chosen.text) : null
  if (url === null) return { file: chosen.path }
  if (url.protocol === 'http:' || url.protocol === 'https:') return { url }
  if (url.protocol === 'file:' && url.host === '') return { file: fileURLToPath(url) }
  return unusable(chosen, 'an http or https address or a file', problems)
}

function parentsOf(env: Environment, problems: string[]): Parents | undefined {
  const {
    OPENLINEAGE_CONTEXT: context,
    OPENLINEAGE_PARENT_ID: parent,
    OPENLINEAGE_ROOT_PARENT_ID: root,
  } = env
  if (!context && !parent) return undefined
  const parents = context ? parentsOfContext(context) : parentsOfIds(parent ?? '', root || undefined)
  if (parents === undefined) {
    problems.push(`${context ? 'OPENLINEAGE_CONTEXT' : 'OPENLINEAGE_PARENT_ID'} names no run and is left out`)
  }
  return parents
}
