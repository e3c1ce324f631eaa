import type { MarketRule } from '../record.ts'

export const nameMissing: MarketRule = {
  kind: 'rule',
  id: 'name.missing',
  version: 1,
  summary: 'The name is missing or blank.',
  basis: 'The API documents the name as required, and all of 21,498 recorded coins have one.',
  example: 'name: "" is quarantined; name: "Bitcoin" passes.',
  severity: 'quarantine',
  check({ name }) {
    if (name === undefined || (name !== null && name.trim() !== '')) return 'pass'
    return {
      code: 'missing',
      message: 'The coin has no name',
      path: 'name',
      expected: 'text',
      received: name,
    }
  },
}
