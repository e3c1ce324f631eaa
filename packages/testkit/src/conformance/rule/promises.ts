/** What every rule promises, in the words that a broken one is told. */
export const RULE_PROMISES = [
  'it describes itself',
  'it tells good from bad',
  'check is pure',
  'the same record gets the same verdict',
  'it changes nothing that it is given',
  'it asks for what it uses',
  'findings are evidence',
  'no record makes it throw',
  'statistics are numbers or null',
  'settings are checked',
] as const
export type RulePromise = (typeof RULE_PROMISES)[number]
