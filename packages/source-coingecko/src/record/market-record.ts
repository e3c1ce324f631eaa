import type { FIELDS } from './fields.ts'

type ValueOf<Type> = Type extends 'real' | 'integer' ? number : string
type FieldValues = { readonly [Name in keyof typeof FIELDS]: ValueOf<(typeof FIELDS)[Name]['type']> | null }

/**
 * One coin at one moment, flat, named as the API names it. Null where the API says null or nothing. Timestamps are ISO
 * 8601 UTC with milliseconds, percentages are 1 for one per cent, numbers may be infinite where the text was too large.
 */
export interface MarketRecord extends FieldValues {
  /** The API's `id`: text, never empty. The only key; symbols are shared. */
  readonly coin_id: string
}
