import {
  configureJudges,
  type Gate,
  isTamisError,
  type Judge,
  type JudgeSettings,
  type Rule,
  TamisError,
} from '@tamis/core'
import type { PipelineConfig, PluginUse } from './define-config.ts'
import { make, noting, readyPlugin, type Workshop } from './make-plugin.ts'
import { type AnyRecord, asJudges } from './plugin-kinds.ts'

const RULES_OF: Readonly<Record<string, string>> = { crypto_markets: '@tamis/rules-market' }

export interface JudgeOptions {
  /** Settings of rules and gates that go before the configured ones, to see what they would do. */
  readonly trial?: JudgeSettings | undefined
  /** Modules of rules beside the configured ones. */
  readonly moreRules?: readonly PluginUse[] | undefined
}

/**
 * The rules and gates of a pipeline, as its configuration sets them.
 *
 * @throws TamisError `usage.invalid` for settings on trial of what is not there.
 */
export async function makeJudges(
  { rules, gates = {} }: PipelineConfig,
  path: string,
  dataset: string | undefined,
  shop: Workshop,
  { trial = {}, moreRules = [] }: JudgeOptions,
): Promise<readonly Judge<AnyRecord>[]> {
  const usual = RULES_OF[dataset ?? '']
  const uses = rules ?? (usual === undefined ? [] : [{ use: usual }])
  const judges: Judge<AnyRecord>[] = []
  let areAll = rules !== undefined || dataset !== undefined
  for (const [at, use] of [...uses, ...moreRules].entries()) {
    const some = await noting(shop, async () => {
      // What is on trial begins from its default, or a rule that is off could not be tried.
      const tried = { ...use, with: without(use.with, trial) }
      const plugin = await readyPlugin(tried, `${path}.rules.${at}`, shop)
      const made = make(plugin, shop)
      return made && asJudges(made.made, plugin.path)
    })
    judges.push(...(some ?? []))
    areAll &&= some !== undefined
  }
  // Settings may be of those that are missing.
  if (!areAll) return judges
  const problems: string[] = []
  const gated = configured(judges, without(gates, trial), isGate, shop.problems, `${path}.gates.`)
  const tried = configured(gated, trial, isNamed, problems)
  if (problems.length === 0) return tried
  throw new TamisError('usage.invalid', { message: problems.join('\n'), hint: 'See `tamis rules list`.' })
}

/** Judges with settings applied to those of a kind. */
function configured(
  judges: readonly Judge<AnyRecord>[],
  settings: JudgeSettings,
  isKind: (judge: Judge<AnyRecord>) => judge is NamedJudge,
  problems: string[],
  path = '',
): readonly Judge<AnyRecord>[] {
  if (Object.keys(settings).length === 0) return judges
  try {
    const others = judges.filter((judge) => !isKind(judge))
    return [...others, ...configureJudges<NamedJudge>(judges.filter(isKind), settings)]
  } catch (error) {
    if (!isTamisError(error) || error.code !== 'config.invalid') throw error
    problems.push(...error.message.split('\n').map((problem) => `${path}${problem}`))
    return judges
  }
}

type NamedJudge = Rule<AnyRecord> | Gate<AnyRecord>

function isNamed(judge: Judge<AnyRecord>): judge is NamedJudge {
  return 'kind' in judge
}

function isGate(judge: Judge<AnyRecord>): judge is Gate<AnyRecord> {
  return isNamed(judge) && judge.kind === 'gate'
}

function without<S extends object>(settings: S | undefined, names: object): S {
  const kept = Object.entries(settings ?? {}).filter(([name]) => !Object.hasOwn(names, name))
  return Object.fromEntries(kept) as S
}
