/** What every gate promises, in the words that a broken one is told. */
export const GATE_PROMISES = ['it describes itself', 'it tells good from bad', 'check is pure'] as const
export type GatePromise = (typeof GATE_PROMISES)[number]
