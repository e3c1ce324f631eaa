import { type Place, quotedWord } from './words.ts'

/** Completion for bash: words, flags and fixed values by the command so far; files where nothing else fits. */
export function bashScript(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words !== '').map(({ words }) => quotedWord(words))
  return `# Completion of tamis for bash. Load it with:  source <(tamis autocomplete bash)
_tamis() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} id='' words='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${id:+$id }\${COMP_WORDS[i]}" in
      ${known.join(' | ')}) id="\${id:+$id }\${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
  done
  case "$id:$prev" in
${places.flatMap(valueLines).join('\n')}
  esac
  if [[ -z $words ]]; then
    case "$id:$cur" in
${places.flatMap(wordLines).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _tamis tamis
`
}

function valueLines({ words, choices, free }: Place): readonly string[] {
  const after = (flag: string): string => quotedWord(`${words}:${flag}`)
  return [
    ...choices.map(({ flag, values }) => `    ${after(flag)}) words=${list(values)} ;;`),
    ...(free.length === 0 ? [] : [`    ${free.map(after).join(' | ')}) return ;;`]),
  ]
}

function wordLines({ words, next, flags }: Place): readonly string[] {
  const start = quotedWord(`${words}:`)
  return [
    ...(flags.length === 0 ? [] : [`      ${start}-*) words=${list(flags.map(({ word }) => word))} ;;`]),
    ...(next.length === 0 ? [] : [`      ${start}*) words=${list(next.map(({ word }) => word))} ;;`]),
  ]
}

function list(words: readonly string[]): string {
  return quotedWord(words.join(' '))
}
