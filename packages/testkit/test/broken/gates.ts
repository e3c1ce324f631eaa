import { type Gate, type GateVerdict, TamisError } from '@tamis/core'
import type { GatePromise, GateSuite } from '@tamis/testkit'
import { catchGate, LARGE, SMALL } from '../support/good-gate.ts'
import type { Fish } from '../support/good-rule.ts'

type Check = Gate<Fish>['check']

/** For each promise a gate that keeps all the others, as far as they can be kept without it. */
export const BROKEN_GATES: Readonly<Record<GatePromise, () => Gate<Fish>>> = {
  'it describes itself': () => ({ ...catchGate(), version: 0 }),
  'it tells good from bad': checking((check) => (batch) => ({ ...check(batch), outcome: 'passed' })),
  'check is pure': checking((check) => (batch) => {
    return Math.random() < 0 ? { outcome: 'not_evaluated' } : check(batch)
  }),
  'the same batch gets the same verdict': checking((check) => {
    let before = 0
    return (batch) => {
      const fewer = batch.records.length < before
      before = batch.records.length
      return fewer ? { outcome: 'not_evaluated' } : check(batch)
    }
  }),
  'it changes nothing that it is given': checking((check) => (batch) => {
    const records = batch.records as Fish[]
    records.sort((a, b) => (a.fish_id < b.fish_id ? -1 : 1))
    return check(batch)
  }),
  'verdicts are evidence': checking((check) => (batch) => {
    const mean = batch.records.length / batch.earlier.length
    return { ...check(batch), measures: { mean } }
  }),
  'no batch makes it throw': checking((check) => (batch) => {
    return (batch.records[0] as Fish).fish_id === '' ? { outcome: 'not_evaluated' } : check(batch)
  }),
  'settings are checked': () =>
    catchGate({}, ({ minimumFish }) => {
      if (typeof minimumFish !== 'number')
        throw new TamisError('config.invalid', { message: 'minimumFish: no number' })
      return { minimumFish }
    }),
}

function checking(change: (check: Check) => (...given: Parameters<Check>) => GateVerdict): () => Gate<Fish> {
  return () => {
    const good = catchGate()
    return { ...good, check: change(good.check) }
  }
}

export const CATCH_SUITE: Omit<GateSuite<Fish>, 'gate'> = {
  passes: [LARGE],
  fails: [SMALL],
}
