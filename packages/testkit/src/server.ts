export type { MarketCoin, RawCoin, Roi, ServedCoin } from './server/coin.ts'
export {
  describeFault,
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  type NamedFault,
  parseFault,
  type StatusFault,
} from './server/fault.ts'
export { generateMarket, type MarketShape } from './server/generate-market.ts'
export { readCoins } from './server/read-coins.ts'
export type { SeenRequest } from './server/seen-request.ts'
export { type StandIn, startStandIn } from './server/stand-in.ts'
export type { StandInOptions } from './server/stand-in-options.ts'
