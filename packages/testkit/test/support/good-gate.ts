import { type Gate, TamisError } from '@tamis/core'
import type { GateCase } from '@tamis/testkit'
import { type Fish, light } from './good-rule.ts'

interface Settings {
  readonly minimumFish: number
}
type Given = Readonly<Record<string, unknown>>

/** A gate that keeps every promise, with a measure and a setting. */
export function catchGate(given: Given = {}, settingsOf = checkSettings): Gate<Fish> {
  const settings = settingsOf({ minimumFish: 3, ...given })
  return {
    kind: 'gate',
    id: 'batch.catch',
    version: 1,
    summary: 'Too few fish were caught.',
    severity: 'reject',
    settings: { ...settings },
    configure: (changes) => catchGate({ ...settings, ...changes }, settingsOf),
    check({ records, kept }) {
      const fish = records.length + kept.length
      const measures = { fish }
      if (fish >= settings.minimumFish) return { outcome: 'passed', measures }
      const message = `Only ${fish} were caught`
      const finding = { code: 'few', message, expected: `>= ${settings.minimumFish}`, received: fish }
      return { outcome: 'failed', findings: [finding], measures }
    },
  }
}

function checkSettings(given: Given): Settings {
  const problems = Object.keys(given)
    .filter((name) => name !== 'minimumFish')
    .map((name) => `${name}: no such setting`)
  const { minimumFish } = given
  if (typeof minimumFish !== 'number') problems.push('minimumFish: no number')
  if (problems.length > 0) throw new TamisError('config.invalid', { message: problems.join('\n') })
  return { minimumFish: Number(minimumFish) }
}

const fish = (id: string): Fish => ({ ...light.record, fish_id: id })

export const LARGE: GateCase<Fish> = { records: ['pike', 'carp', 'eel'].map(fish) }
export const SMALL: GateCase<Fish> & { readonly code: string } = {
  code: 'few',
  records: [fish('roach'), fish('eel')],
}
