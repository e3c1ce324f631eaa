/** One word for a POSIX shell. Safe words stay bare. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_@+:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A crontab command: cron ends it at an unescaped percent sign. */
export const crontabCommand = (command: string): string => command.replaceAll('%', '\\%')

/** One word of a systemd setting that knows quotes and specifiers. */
export function systemdWord(text: string): string {
  const specified = systemdPath(text)
  if (/^[A-Za-z0-9_@+:,./=%-]+$/.test(specified)) return specified
  return `"${specified.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** One word of `ExecStart=`, which expands variables besides. */
export const systemdArgument = (text: string): string => systemdWord(text).replaceAll('$', () => '$$')

/** A systemd setting that takes the rest of its line as one path and knows specifiers only. */
export const systemdPath = (text: string): string => text.replaceAll('%', '%%')

/** A YAML scalar. JSON strings are YAML; plain words stay bare where YAML cannot take them for anything else. */
export function yamlString(text: string): string {
  const plain = /^[A-Za-z/][A-Za-z0-9_./-]*$/.test(text)
  const reserved = /^(true|false|yes|no|on|off|null|y|n)$/i.test(text)
  return plain && !reserved ? text : JSON.stringify(text)
}

/** A YAML scalar in a Compose file, which expands `$` besides. */
export const composeString = (text: string): string => yamlString(text.replaceAll('$', () => '$$'))

/** A YAML scalar among the arguments of a Kubernetes container, which expands `$(NAME)`. */
export const kubernetesArgument = (text: string): string => yamlString(text.replaceAll('$(', () => '$$('))

/** A Python string literal. Outside of lone surrogates, which no path holds, JSON strings are Python's too. */
export const pythonString = (text: string): string => JSON.stringify(text)

/** A YAML scalar in a GitHub workflow, which expands `${{`. */
export function githubString(text: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax for a literal of itself.
  return yamlString(text.replaceAll('${{', () => "${{ '${{' }}"))
}
