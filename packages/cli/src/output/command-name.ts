/** How the command was started, so that the next ones can be copied: by itself, through npx, or from the clone. */
export function commandName(env: NodeJS.ProcessEnv): string {
  const runner = env.npm_config_user_agent ?? ''
  if (env.npm_lifecycle_event === 'npx' || env.npm_command === 'exec') return 'npx tamis'
  return env.npm_lifecycle_event !== undefined && runner.startsWith('pnpm/')
    ? 'npx -y pnpm@12 tamis'
    : 'tamis'
}
