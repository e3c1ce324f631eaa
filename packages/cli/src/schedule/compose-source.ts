import type { ScheduleOptions } from './options.ts'

// How what the source reads of the environment gets into the containers: keys as secrets, the rest as it is set outside.

/** What Compose calls the files of keys. */
export function secretNames({ variables }: ScheduleOptions): readonly string[] {
  return variables.keys.map((name) => name.toLowerCase())
}

/** Where the files of keys are; nothing where there is no key. */
export function secretFiles({ variables }: ScheduleOptions): string {
  if (variables.keys.length === 0) return ''
  const files = variables.keys.map(
    (name) => `  ${name.toLowerCase()}: { file: "\${${name}_FILE:-/dev/null}" }\n`,
  )
  return `\nsecrets:\n${files.join('')}`
}

/** How to give a key, as a comment. */
export function withKey({ variables }: ScheduleOptions): string {
  const [first, ...more] = variables.keys
  if (first === undefined) return ''
  const others = more.length === 0 ? '' : ` (or\n# ${more.map((name) => `${name}_FILE=…`).join(', ')})`
  return `# With a key: put it into a file and name that in .env, as ${first}_FILE=./api_key${others}.
# The file must be readable for group 0: chgrp 0 FILE && chmod 440 FILE.
`
}

/** What the source reads, handed on as it is set outside. */
export function sourceVariables({ variables }: ScheduleOptions): string {
  const keys = variables.keys.map(
    (name) => `${name}_FILE: \${${name}_FILE:+/run/secrets/${name.toLowerCase()}}`,
  )
  const others = variables.others.map((name) => `${name}: \${${name}:-}`)
  const lines = [
    ...(keys.length === 0
      ? []
      : ['# Empty counts as unset: without a key, its source does without.', ...keys]),
    ...(others.length === 0 ? [] : ['# Such as the address of a proxy or a stand-in.', ...others]),
  ]
  return lines.map((line) => `  ${line}\n`).join('')
}
