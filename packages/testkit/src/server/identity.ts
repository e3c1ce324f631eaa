/** Who a coin is: its names, and for the well-known ones the figures that people expect of them. */
export interface Identity {
  readonly id: string
  readonly symbol: string
  readonly name: string
  /** Base market cap and price in USD; only for coins whose figures are not drawn. */
  readonly cap?: number
  readonly price?: number
  /** A coin that trades as always, or a fund that never trades, whatever the seed. */
  readonly nature?: 'steady' | 'pegged' | 'fund'
}

/** The head of the market, by market cap. The first is bitcoin, the second ethereum, the third tether. */
export const HEAD: readonly Identity[] = [
  { id: 'bitcoin', symbol: 'btc', name: 'Bitcoin', cap: 2.3e12, price: 116_000, nature: 'steady' },
  { id: 'ethereum', symbol: 'eth', name: 'Ethereum', cap: 4.6e11, price: 3800, nature: 'steady' },
  { id: 'tether', symbol: 'usdt', name: 'Tether', cap: 1.8e11, price: 1, nature: 'pegged' },
  { id: 'ripple', symbol: 'xrp', name: 'XRP', cap: 1.1e11, price: 1.9, nature: 'steady' },
  { id: 'binancecoin', symbol: 'bnb', name: 'BNB', cap: 1.05e11, price: 760, nature: 'steady' },
  { id: 'solana', symbol: 'sol', name: 'Solana', cap: 9.2e10, price: 168, nature: 'steady' },
  { id: 'usd-coin', symbol: 'usdc', name: 'USDC', cap: 7.1e10, price: 0.999, nature: 'pegged' },
  { id: 'dogecoin', symbol: 'doge', name: 'Dogecoin', cap: 3.6e10, price: 0.24, nature: 'steady' },
  { id: 'cardano', symbol: 'ada', name: 'Cardano', cap: 2.9e10, price: 0.81, nature: 'steady' },
  { id: 'tron', symbol: 'trx', name: 'TRON', cap: 2.7e10, price: 0.29, nature: 'steady' },
  { id: 'chainlink', symbol: 'link', name: 'Chainlink', cap: 2.4e10, price: 17.2, nature: 'steady' },
  { id: 'shiba-inu', symbol: 'shib', name: 'Shiba Inu', cap: 2.1e10, price: 1.42e-5, nature: 'steady' },
]

/** A ranked tokenised fund with a price, billions of market cap and a volume of zero: the well-known false zombie. */
export const FUND: Identity = {
  id: 'meridian-usd-institutional-liquidity-fund',
  symbol: 'musdl',
  name: 'Meridian USD Institutional Liquidity Fund',
  cap: 2.6e9,
  price: 1,
  nature: 'fund',
}

/** Ids, symbols and names as odd as real ones. */
export const ODDITIES: readonly Identity[] = [
  { id: 'nameless-ticker', symbol: '', name: 'Nameless Ticker' },
  { id: '_', symbol: 'gib', name: '༼ つ ◕_◕ ༽つ' },
  { id: '-6', symbol: '-6', name: 'Minus Six' },
  { id: '-10', symbol: '@10', name: '@everyone' },
  { id: '1move token', symbol: '1mt', name: '1Move Token' },
  { id: 'boringdao-[old]', symbol: 'bor', name: 'BoringDAO [OLD]' },
  { id: 'hive_dollar', symbol: 'hbd', name: 'Hive Dollar' },
  {
    id: '01111010011110000110001001110100-token',
    symbol: '0111101001111',
    name: '01111010011110000110001001110100',
  },
  { id: 'bi-an-ren-sheng', symbol: '币安人生', name: '币安人生' },
  { id: 'strawberry-emoji', symbol: '🍓', name: '🍓 Strawberry' },
  { id: 'c-memes', symbol: 'c:\\memes', name: 'C:\\Users\\Desktop\\Memes' },
  { id: 'ideographic-space', symbol: '"\u3000"', name: 'The "Blank" Coin' },
  { id: 'formula-coin', symbol: '=sum', name: '=SUM(A1:A9)' },
  { id: 'markup-coin', symbol: 'html', name: '<b>Markup</b> & Sons' },
  { id: 'wide-symbol', symbol: 'a b c', name: ' Padded Name ' },
  { id: '42-coin', symbol: '42', name: '42-coin' },
]

const FIRST = words(
  'amber arc atlas aurora basalt beacon birch blaze cedar chroma cinder cobalt comet coral crescent delta drift echo ember fable falcon fathom ferry flint frost gale garnet glacier grove halo harbor hazel helix indigo iron ivory jade juniper karma kestrel lantern lark laurel lotus lunar maple marble meadow mica mirage nebula nimbus north oak onyx opal orbit otter pebble',
)
const SECOND = words(
  'ai bridge cash chain coin credit dao dex dog dollar exchange farm finance fi games gold inu labs land layer lend link loop market meme metaverse moon net network node oracle pad pay pepe pool protocol punks quest relay reserve rocket rush shares shield social sphere stake stars stream swap syndicate token trade vault verse wallet works world yield zone',
)
const BRIDGED = ['usdc', 'weth', 'usdt', 'wbtc', 'dai'] as const
const BRIDGES = words(
  'arbitrum avalanche base blast botanix celer linea mantle optimism scroll sonic stargate',
)
const PAIRS = FIRST.length * SECOND.length

/** An ordinary coin: a pair of words, numbered when pairs run out. Two fifths have short symbols, which they share. */
export function ordinary(index: number): Identity {
  if (index % 40 === 39) return bridged(Math.floor(index / 40))
  const round = Math.floor(index / PAIRS)
  // Coprime to the number of pairs, so every pair comes once a round and neighbours do not look alike.
  const pair = (index * 1237 + 411) % PAIRS
  const first = FIRST[pair % FIRST.length] ?? ''
  const second = SECOND[Math.floor(pair / FIRST.length)] ?? ''
  const suffix = round === 0 ? '' : `-${round + 1}`
  const symbol =
    index % 5 < 2
      ? first.slice(0, 2) + second.slice(0, 1)
      : first.slice(0, 3) + second.slice(0, 3) + (round || '')
  return { id: `${first}-${second}${suffix}`, symbol, name: `${title(first)} ${title(second)}` }
}

function bridged(index: number): Identity {
  const symbol = BRIDGED[index % BRIDGED.length] ?? 'usdc'
  const bridge = BRIDGES[Math.floor(index / BRIDGED.length) % BRIDGES.length] ?? ''
  const round = Math.floor(index / (BRIDGED.length * BRIDGES.length))
  const suffix = round === 0 ? '' : `-${round + 1}`
  const name = `${title(bridge)} Bridged ${symbol.toUpperCase()} (${title(bridge)})`
  return { id: `${bridge}-bridged-${symbol}${suffix}`, symbol, name }
}

function words(list: string): readonly string[] {
  return list.split(' ')
}

function title(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
