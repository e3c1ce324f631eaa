import type { Command } from '@oclif/core/command'

/** Every command with its arguments and flags, a line each: what scripts and schedulers of users rely on. */
export function surface(commands: Readonly<Record<string, Command.Class>>): string {
  const [first] = Object.values(commands)
  const all = Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1))
  const blocks = all.map(([id, command]) =>
    [`tamis ${id.replaceAll(':', ' ')}`, ...linesOf(command, command.flags ?? {})].join('\n'),
  )
  return `${[...blocks, ['every command', ...linesOf({ args: {} }, first?.baseFlags ?? {})].join('\n')].join('\n\n')}\n`
}

function linesOf({ args }: Pick<Command.Class, 'args'>, flags: Command.Class['flags']): readonly string[] {
  return [
    ...Object.entries(args).map(([name, { required, options }]) =>
      line(required ? `<${name}>` : `[${name}]`, options === undefined ? [] : [options.join('|')]),
    ),
    ...Object.entries(flags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, flag]) => line(`--${name}`, about(flag))),
  ]
}

function about(flag: Command.Class['flags'][string]): readonly string[] {
  if (flag.type === 'boolean') return flag.allowNo ? ['or --no-…'] : []
  const { options, multiple, required, default: usual } = flag
  return [
    options?.join('|') ?? 'VALUE',
    ...(multiple ? ['may be repeated'] : []),
    ...(required ? ['required'] : []),
    ...(usual === undefined || (Array.isArray(usual) && usual.length === 0)
      ? []
      : [`default ${String(usual)}`]),
  ]
}

function line(name: string, parts: readonly string[]): string {
  return `  ${[name, ...parts].join('  ')}`
}
