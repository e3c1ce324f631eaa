import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, tamis } from './cli.ts'

/** What a shell offers for a line once the script is loaded, sorted. `typed` ends with the word that is being typed. */
type Completes = (file: string, typed: readonly string[]) => string

const SHELLS: Readonly<Record<string, Completes>> = {
  bash: (file, typed) => run('bash', ['--norc', '-c', BASH, 'bash', file, ...typed]),
  zsh: (file, typed) => run('zsh', ['-f', '-c', ZSH, 'zsh', file, ...typed]),
  fish: (file, typed) => run('fish', ['--no-config', '-c', FISH, file, ...typed]),
}

const BASH = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tamis
printf "%s\\n" "\${COMPREPLY[@]}"`
// Without a terminal zsh completes nothing, so what it would be told is printed.
const ZSH = `compdef() { :; }; _files() { print FILES; }
_describe() { for each in $found; do [[ $each == $words[CURRENT]* ]] && print -r -- \${each%%:*}; done; true; }
source "$1"; shift; words=("$@"); CURRENT=$#; _tamis`
const FISH = 'source $argv[1]; complete -C (string join " " -- $argv[2..])'

function run(shell: string, args: readonly string[]): string {
  const offered = execFileSync(shell, args, { encoding: 'utf8' }).split('\n').filter(Boolean)
  return offered
    .map((line) => line.split('\t')[0] ?? '')
    .toSorted()
    .join(' ')
}

for (const [shell, completes] of Object.entries(SHELLS)) {
  const isThere = spawnSync(shell, ['-c', 'true']).status === 0
  test.skipIf(!isThere)(`${shell} completes commands, flags and their values`, async () => {
    const file = join(emptyFolder(), 'script')
    const { stdout, code } = await tamis(['autocomplete', shell], { cwd: emptyFolder() })
    expect(code).toBe(0)
    writeFileSync(file, stdout)
    const offered = (...typed: string[]): string => completes(file, ['tamis', ...typed])
    expect(offered('uni')).toBe('universe')
    expect(offered('quarantine', '')).toBe('export list release show')
    expect(offered('rules', 'test', '--se')).toBe('--set')
    expect(offered('quarantine', 'list', '--status', '')).toBe('any open released')
    expect(offered('schedule', 'c')).toBe('compose cron')
    expect(offered('run', '--universe', 'all', '--slo')).toBe('--slot')
  })
}
