/** What every source promises, in the words that a broken one is told. */
export const SOURCE_PROMISES = [
  'it describes itself and its dataset',
  'planning is pure',
  'the plan is numbered',
  'a resumed plan is the same plan',
  'what was asked for follows from the plan',
  'parse is pure',
  'parse needs the bytes alone',
  'slice cuts out the text of each candidate',
  'keyOf never throws',
  'the schema never throws',
  'records fit the dataset',
  'each record comes once',
  'the answer is kept byte for byte',
  'time comes from the context',
  'a passing failure is retried',
  'it waits as long as it is asked to',
  'no wait passes the deadline',
  'it stops when asked to',
  'silence ends in time',
  'errors say what to do',
  'redirects are not followed',
  'the key is found nowhere',
] as const
export type SourcePromise = (typeof SOURCE_PROMISES)[number]

/** What breaks each in most sources that do; said beside what was seen. */
export const USUALLY: Readonly<Record<SourcePromise, string>> = {
  'it describes itself and its dataset': 'a name with capitals or spaces; a version or a doc that is empty',
  'planning is pure': 'a request, a clock or a random number where plan and estimate are made',
  'the plan is numbered': 'pages counted from 0: that is the listing, and records begin with 1',
  'a resumed plan is the same plan': 'a counter outside the generator; the clock in a parameter',
  'what was asked for follows from the plan': 'options read where the plan that is given should be',
  'parse is pure': 'a clock, a counter or a cache; an answer that was accepted and that parse cannot read',
  'parse needs the bytes alone': 'memory of an earlier page; `parsed` taken for granted',
  'slice cuts out the text of each candidate':
    'JSON.stringify of what was parsed; candidates that parse leaves out',
  'keyOf never throws': 'a candidate that is null, a list, or holds a number where a text belongs',
  'the schema never throws': 'a transform of a field that may be null; the clock in a transform',
  'records fit the dataset':
    'a time that is not ISO 8601 with milliseconds and Z; undefined instead of null; keyOf and schema that differ',
  'each record comes once':
    'a last page that is not asked for; a page asked for twice; a key that is cut or shared',
  'the answer is kept byte for byte': 'text that was decoded and encoded again: keep the bytes',
  'time comes from the context': 'Date.now() instead of context.clock',
  'a passing failure is retried': 'an error whose code is not one of those that are tried again',
  'it waits as long as it is asked to': 'an error without the answer’s Retry-After: `answerError` reads it',
  'no wait passes the deadline': 'a sleep of one’s own beside the session’s',
  'it stops when asked to': 'a wait or a request without context.signal; an error caught and tried again',
  'silence ends in time': 'a request without a time-out on context.clock',
  'errors say what to do': 'a `throw new Error`: only a TamisError has code, hint and recovery',
  'redirects are not followed': 'a fetch without `redirect: "manual"`',
  'the key is found nowhere': 'a key in URL, params, plan or message: give it to httpSession as `key`',
}
