import { TamisError } from '@tamis/core'
import * as v from 'valibot'
import type { MarketGate, MarketRule } from './record.ts'

/** A number above 0. */
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
/** A number of 0 or more. */
export const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0))
/** A part of a whole: 0 to 1. */
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
/** A whole number of 1 or more. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
/** Ids of coins. */
export const coinIds = v.array(v.pipe(v.string(), v.nonEmpty()))

type Entries = Readonly<Record<string, v.GenericSchema>>
type Settings<E extends Entries> = Readonly<v.InferOutput<v.StrictObjectSchema<E, undefined>>>

/**
 * A rule or gate with settings. Each entry is optional with its default, so that the declaration is the one place for
 * name, range and default; what an owner sets changes only what they name.
 */
export function tunable<E extends Entries, J extends MarketRule | MarketGate>(
  entries: E,
  build: (settings: Settings<E>) => J,
): J {
  const schema = v.strictObject(entries)
  const withSettings = (given: Readonly<Record<string, unknown>>): J => {
    const result = v.safeParse(schema, given)
    if (!result.success) {
      const message = result.issues.map((issue) => problem(issue, Object.keys(entries))).join('; ')
      throw new TamisError('config.invalid', { message })
    }
    const settings: Readonly<Record<string, unknown>> = result.output
    const configure = (changes: Readonly<Record<string, unknown>>) =>
      withSettings({ ...settings, ...changes })
    return { ...build(result.output), settings, configure }
  }
  return withSettings({})
}

/** Expectations that valibot leaves out or abbreviates. */
const EXPECTED: Readonly<Record<string, string>> = {
  safe_integer: 'a whole number',
  finite: 'a finite number',
  non_empty: 'text that is not empty',
}

function problem(issue: v.BaseIssue<unknown>, names: readonly string[]): string {
  const path = v.getDotPath(issue) ?? ''
  if (issue.type === 'strict_object') return `${path}: no such setting (there are ${names.join(', ')})`
  return `${path}: expected ${EXPECTED[issue.type] ?? issue.expected} but received ${issue.received}`
}
