/** What every rule promises, in the words that a broken one is told. */
export const RULE_PROMISES = [
  'it describes itself',
  'it tells good from bad',
  'check is pure',
  'it changes nothing that it is given',
] as const
export type RulePromise = (typeof RULE_PROMISES)[number]
