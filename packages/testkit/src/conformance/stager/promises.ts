/** What every stager promises, in the words that a broken one is told. */
export const STAGER_PROMISES = [
  'it describes itself',
  'any bytes come back exactly',
  'pages come in the order of their numbers',
  'the same page again is a no-op',
  'other bytes never replace staged ones',
] as const
export type StagerPromise = (typeof STAGER_PROMISES)[number]
