import { safe } from '../output/safe.ts'
import { shellWord } from '../schedule/escape.ts'

/** `tamis why` of a coin as it is typed in a shell, whatever its id holds; `flags` follow. */
export function whyCommand(coin: string, flags: string): string {
  const word = safe(shellWord(coin))
  return coin.startsWith('-') ? `tamis why ${flags} -- ${word}` : `tamis why ${word} ${flags}`
}
