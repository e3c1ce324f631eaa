import { AIRFLOW_VERSION, NODE_IMAGE, POSTGRES_IMAGE } from '../../packages/cli/src/schedule/images.ts'
import { CACHE, type CommandOptions, type Finished, must, ROOT, run } from '../command.ts'

/** A Docker engine with the images that the project starts from, and those that it builds. */
export interface Engine {
  /** A plain Debian to start from. */
  readonly base: string
  run(args: readonly string[], options?: CommandOptions): Promise<Finished>
  must(args: readonly string[], options?: CommandOptions): Promise<string>
  /** Ends an engine that was started for the tests. */
  stop(): Promise<void>
}

export const APP_IMAGE = 'tamis:system-test'
export const AIRFLOW_IMAGE = 'tamis-airflow:system-test'

/** The engine of this machine, or one of its own from Debian's packages. */
export async function startEngine(): Promise<Engine> {
  const printed = await must(`${ROOT}/system/setup/docker.sh`, [`${CACHE}/docker`])
  const pairs = printed
    .trim()
    .split(' ')
    .map((pair) => pair.split('=', 2) as [string, string])
  const { TAMIS_ENGINE, ...variables } = Object.fromEntries(pairs.filter(([, value]) => value !== ''))
  const own = TAMIS_ENGINE === 'own'
  const env = variables as Record<string, string>
  const withEnv = (options: CommandOptions = {}): CommandOptions => ({
    ...options,
    env: { ...env, ...options.env },
  })
  if (own) await makeBaseImages(env)
  return {
    base: own ? 'tamis-base:full' : 'debian:bookworm-slim',
    run: (args, options) => run('docker', args, withEnv(options)),
    must: (args, options) => must('docker', args, withEnv(options)),
    stop: async () => {
      if (own) await run(`${ROOT}/system/setup/docker.sh`, [`${CACHE}/docker`, 'stop'])
    },
  }
}

/** Where no registry is reached, stand-ins of the base images are made from packages. */
async function makeBaseImages(env: Readonly<Record<string, string>>): Promise<void> {
  const airflow = (await must(`${ROOT}/system/setup/airflow.sh`, [CACHE])).trim()
  const site = (await must('sh', ['-c', 'ls -d "$1"/lib/python3*/site-packages', 'sh', airflow])).trim()
  const images = [NODE_IMAGE, `apache/airflow:${AIRFLOW_VERSION}`, POSTGRES_IMAGE]
  await must(`${ROOT}/system/setup/base-images.sh`, [`${CACHE}/images`, ...images, site], { env })
}

/** Builds an image of the project from this checkout. */
export async function build(engine: Engine, target: 'app' | 'airflow', tag: string): Promise<void> {
  const ca = process.env.NODE_EXTRA_CA_CERTS
  const secret = ca === undefined ? [] : ['--secret', `id=extra_ca,src=${ca}`]
  await engine.must(['build', ...secret, '--target', target, '-t', tag, ROOT])
}
