export { ENVIRONMENT, fromEnvironment } from './environment.ts'
export type { Options } from './options.ts'
export { northStarTickers as default } from './source.ts'
export type { Ticker } from './ticker.ts'
