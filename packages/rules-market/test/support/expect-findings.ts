import { expect } from 'vitest'
import type { MarketRecord, MarketRule } from '../../src/index.ts'
import { type Context, coin, contextOf } from './market.ts'

/** What differs from a sound coin, and the codes of the findings that this earns; none for a pass. */
export type Case = readonly [changes: Partial<MarketRecord>, ...codes: string[]]

/** Judges a sound coin with each change, and expects exactly these codes, in evidence that survives JSON. */
export function expectFindings(rule: MarketRule, context: Partial<Context>, ...cases: readonly Case[]): void {
  for (const [changes, ...codes] of cases) {
    const verdict = rule.check(coin(changes), contextOf(context))
    const findings = verdict === 'pass' ? [] : [verdict].flat()
    expect(
      findings.map(({ code }) => code),
      JSON.stringify(changes),
    ).toEqual(codes)
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings)
    for (const finding of findings) {
      expect(finding.code).toMatch(/^[a-z][a-z0-9_.]*$/)
      expect(finding.message).toMatch(/^\S.*[^.]$/)
    }
  }
}
