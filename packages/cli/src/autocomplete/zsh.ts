import { type Place, quotedWord, type Word } from './words.ts'

/** Completion for zsh, each word with what it is. */
export function zshScript(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words !== '').map(({ words }) => quotedWord(words))
  return `#compdef tamis
# Completion of tamis for zsh. Load it with:  source <(tamis autocomplete zsh)
_tamis() {
  local id='' prev=$words[CURRENT-1] i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "\${id:+$id }$words[i]" in
      (${known.join('|')}) id="\${id:+$id }$words[i]" ;;
      (*) break ;;
    esac
  done
  case "$id:$prev" in
${places.flatMap(valueLines).join('\n')}
  esac
  if (( ! $#found )); then
    case "$id:$words[CURRENT]" in
${places.flatMap(wordLines).join('\n')}
    esac
  fi
  if (( $#found )); then _describe tamis found; else _files; fi
}
if [[ $funcstack[1] == _tamis ]]; then _tamis "$@"; else compdef _tamis tamis; fi
`
}

function valueLines({ words, choices, free }: Place): readonly string[] {
  const after = (flag: string): string => quotedWord(`${words}:${flag}`)
  return [
    ...choices.map(({ flag, values }) => {
      const found = list(values.map((word) => ({ word, about: '' })))
      return `    (${after(flag)}) found=(${found}) ;;`
    }),
    ...(free.length === 0 ? [] : [`    (${free.map(after).join('|')}) _files; return ;;`]),
  ]
}

function wordLines({ words, next, flags }: Place): readonly string[] {
  const start = quotedWord(`${words}:`)
  return [
    ...(flags.length === 0 ? [] : [`      (${start}-*) found=(${list(flags)}) ;;`]),
    ...(next.length === 0 ? [] : [`      (${start}*) found=(${list(next)}) ;;`]),
  ]
}

/** A colon parts a word from its description, so one within is escaped. */
function list(words: readonly Word[]): string {
  return words
    .map(({ word, about }) => [word, about].filter(Boolean).map((text) => text.replaceAll(':', '\\:')))
    .map((parts) => quotedWord(parts.join(':')))
    .join(' ')
}
