import { safe } from '../output/safe.ts'
import { bold, cyan, dim } from '../output/style.ts'

/** Where the stand-in listens, and how another terminal uses it. */
export function sandboxText(url: string, data: string | undefined): string {
  const market = data === undefined ? 'a generated market' : safe(data)
  return [
    `${bold('Stand-in CoinGecko API')} on ${bold(url)}  ${dim(`(${market})`)}`,
    '',
    'In another terminal:',
    cyan(`  COINGECKO_BASE_URL=${url} COINGECKO_REQUESTS_PER_MINUTE=0 tamis run`),
    '',
    dim('Ctrl-C ends it.'),
    '',
  ].join('\n')
}
