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

/** What breaks each in most rules that do; said beside what was seen. */
export const USUALLY: Readonly<Record<RulePromise, string>> = {
  'it describes itself': 'an id with capitals or spaces; a summary of several lines',
  'it tells good from bad': 'history used in an example and not asked for in needs',
  'check is pure': 'new Date() or Math.random(): take context.extractedAt for now',
  'the same record gets the same verdict': 'a counter or a cache outside of check',
  'it changes nothing that it is given': 'sorting or trimming in place',
  'it asks for what it uses': 'a statistic under another name than in needs',
  'findings are evidence': '`received: Infinity`, which JSON has no word for; undefined in a message',
  'no record makes it throw': '`.trim()` on a name that is null',
  'statistics are numbers or null': 'text from toFixed',
  'settings are checked': 'only the first problem named; unknown settings ignored',
}
