export type { Options } from './options.ts'
export type { Priced } from './rule.ts'
export { priceJumpRule as default } from './rule.ts'
