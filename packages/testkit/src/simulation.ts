export { type Coin, coins } from './simulation/coin.ts'
export { type CoinMarketShape, coinAnswer } from './simulation/coin-market.ts'
export {
  CoinNetwork,
  type CoinNetworkOptions,
  NETWORK_FAULTS,
  type NetworkFault,
} from './simulation/coin-network.ts'
export { priceLow, shareKeptOut, volumeZero } from './simulation/coin-rules.ts'
export { type CoinSourceOptions, coinSource, type Transport } from './simulation/coin-source.ts'
export { MemoryFiles, platformError } from './simulation/memory-files.ts'
export { type Seeded, seeded } from './simulation/seeded.ts'
export { Killed, SimProcess, type SimProcessOptions } from './simulation/sim-process.ts'
export { everythingReady, VirtualClock } from './simulation/virtual-clock.ts'
