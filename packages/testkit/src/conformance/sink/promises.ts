/** What every sink promises, in the words that a broken one is told. */
export const SINK_PROMISES = [
  'it describes itself',
  'a batch is published with every record',
  'committing the same again changes nothing',
] as const
export type SinkPromise = (typeof SINK_PROMISES)[number]
