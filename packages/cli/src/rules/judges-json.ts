import { ENGINE_JUDGES, type EngineJudge, type Gate, type Pipeline, type Rule } from '@tamis/core'
import type { AnyRecord } from '../config/plugin-kinds.ts'

/** A rule or gate in force, as a row. */
export interface JudgeRow extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly kind: 'rule' | 'gate'
  readonly severity: string
  readonly version: number
  readonly settings: Readonly<Record<string, unknown>>
  readonly summary: string
}

type NamedJudge = Rule<AnyRecord> | Gate<AnyRecord> | EngineJudge

/** The rules and gates of a pipeline, rules first, with those of the engine itself. */
export function judgesOf({ rules, gates }: Pipeline<AnyRecord>): readonly NamedJudge[] {
  const ofEngine = (kind: NamedJudge['kind']) => ENGINE_JUDGES.filter((judge) => judge.kind === kind)
  return [...ofEngine('rule'), ...rules, ...ofEngine('gate'), ...gates]
}

/** A rule or gate as `rules list` shows it. */
export function judgeRow({ id, kind, severity, version, settings = {}, summary }: NamedJudge): JudgeRow {
  return { id, kind, severity, version, settings, summary }
}

/** Everything that is known of a rule or gate. */
export function judgeJson(judge: NamedJudge): Readonly<Record<string, unknown>> {
  const example = 'example' in judge ? judge.example : undefined
  const needs = 'needs' in judge ? judge.needs : undefined
  return {
    ...judgeRow(judge),
    basis: judge.basis ?? null,
    example: example ?? null,
    history: needs?.history ?? 0,
    statistics: Object.keys(needs?.statistics ?? {}),
  }
}
