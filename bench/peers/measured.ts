import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What commands that ran as a pipe took. */
export interface Measured {
  readonly seconds: number
  /** User and system, of all processes. */
  readonly cpuSeconds: number
  /** The most that was resident, of each command. */
  readonly peakBytes: readonly number[]
}

/** @throws Error with the end of what the commands said when one of them failed */
export async function measured(commands: readonly (readonly string[])[], log: string): Promise<Measured> {
  const script = join(import.meta.dirname, 'measure.py')
  const piped = commands.flatMap((command, at) => (at === 0 ? command : ['--', ...command]))
  const { stdout } = await promisify(execFile)('python3', [script, log, ...piped], { env: environment() })
  const report = JSON.parse(stdout) as Measured & { readonly failed: boolean }
  if (report.failed)
    throw new Error(`${commands.flat().join(' ')}\n${readFileSync(log, 'utf8').slice(-4000)}`)
  return report
}

/** Without a key, which would choose another plan, and without dlt's report home. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !/^(COINGECKO|TAMIS)_/.test(name))
  return { ...Object.fromEntries(ours), RUNTIME__DLTHUB_TELEMETRY: 'false' }
}
