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
export { type SeenRequest, type StandIn, type StandInOptions, startStandIn } from './server/stand-in.ts'
