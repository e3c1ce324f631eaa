import { MarketSizeCommand } from './command.ts'

/** Under which tamis offers it. */
export const NAME = 'market-size'

/** The commands of this package, where oclif looks for them. */
export const COMMANDS = { [NAME]: MarketSizeCommand }
