import type { Place, Word } from './words.ts'

/** Completion for fish, each word with what it is. */
export function fishScript(places: readonly Place[]): string {
  const known = places.filter(({ words }) => words !== '').map(({ words }) => quoted(words))
  return `# Completion of tamis for fish. Load it with:  tamis autocomplete fish | source
function __tamis_at
    set -l id
    for word in (commandline -opc)[2..]
        if contains -- (string join ' ' -- $id $word) ${known.join(' ')}
            set -a id $word
        else
            break
        end
    end
    set -l at (string join ' ' -- $id)
    test "$at" = "$argv[1]"
end
${places.flatMap(lines).join('\n')}
`
}

function lines({ words, next, flags, choices, free }: Place): readonly string[] {
  const here = `complete -c tamis -n ${quoted(`__tamis_at ${quoted(words)}`)}`
  const about = (word: Word): string => (word.about === '' ? '' : ` -d ${quoted(word.about)}`)
  return [
    ...next.map((word) => `${here} -f -a ${quoted(word.word)}${about(word)}`),
    ...flags.map((flag) => {
      const choice = choices.find((one) => one.flag === flag.word)
      const value =
        choice === undefined
          ? free.includes(flag.word)
            ? ' -r -F'
            : ''
          : ` -x -a ${quoted(choice.values.join(' '))}`
      return `${here} -l ${quoted(flag.word.slice(2))}${value}${about(flag)}`
    }),
  ]
}

/** In single quotes, where fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/\p{Cc}/gu, ' ').replaceAll(/[\\']/g, '\\$&')}'`
}
