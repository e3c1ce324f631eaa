import { type Finished, ROOT, until } from '../command.ts'
import { APP_IMAGE, build, type Engine } from './engine.ts'

const IMAGE = 'tamis-machine:system-test'

/** A machine of its own, with systemd as its first process, cron, and tamis installed as a user would have it. */
export interface Machine extends AsyncDisposable {
  /** Runs a line of shell, as root. */
  sh(line: string): Promise<Finished>
  must(line: string): Promise<string>
}

/** Boots a machine in a container. */
export async function bootMachine(engine: Engine): Promise<Machine> {
  await build(engine, 'app', APP_IMAGE)
  const file = `${ROOT}/system/docker/machine.Dockerfile`
  const base = `BASE=${engine.base}`
  await engine.must([
    'build',
    '--quiet',
    '--build-arg',
    base,
    '--tag',
    IMAGE,
    '--file',
    file,
    `${ROOT}/system/docker`,
  ])
  const name = `tamis-machine-${process.pid}`
  await engine.must([
    'run',
    '--detach',
    '--rm',
    `--name=${name}`,
    // What systemd needs of a container, and no more.
    ...['SYS_ADMIN', 'SYS_NICE', 'SYS_PTRACE'].map((capability) => `--cap-add=${capability}`),
    '--security-opt=seccomp=unconfined',
    '--security-opt=apparmor=unconfined',
    '--tmpfs=/run',
    '--tmpfs=/tmp',
    '--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw',
    '--env=container=docker',
    IMAGE,
  ])
  const machine: Machine = {
    sh: (line) => engine.run(['exec', name, 'bash', '-c', line]),
    must: (line) => engine.must(['exec', name, 'bash', '-c', line]),
    async [Symbol.asyncDispose]() {
      await engine.run(['rm', '--force', name])
    },
  }
  await until(async () => {
    const { stdout } = await machine.sh('systemctl is-system-running')
    return /running|degraded/.test(stdout) || undefined
  }, 60)
  // Credentials are mounted for a service alone, which needs mounts that spread, as on any machine.
  await machine.must('mount --make-rshared /')
  return machine
}
