/** What every gate promises, in the words that a broken one is told. */
export const GATE_PROMISES = [
  'it describes itself',
  'it tells good from bad',
  'check is pure',
  'the same batch gets the same verdict',
  'it changes nothing that it is given',
  'verdicts are evidence',
  'no batch makes it throw',
  'settings are checked',
] as const
export type GatePromise = (typeof GATE_PROMISES)[number]
