import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Largest file that a child may write where its storage is to give out, in blocks of the shell (512 or 1024 bytes). */
const BLOCKS = 3000

/** How the run of a child ended. */
export interface ChildEnd {
  /** How many steps it said were kept. */
  readonly kept: number
  /** What it was refused, or threw; undefined when it was killed, or came to its end. */
  readonly refused: string | undefined
}

export interface ChildOptions {
  readonly kind: 'stager' | 'sink'
  readonly module: URL
  readonly folder: string
  /** Killed this many milliseconds after it said that a step was kept. */
  readonly kill?: { readonly step: number; readonly afterMs: number }
  /** Its files may grow no further than a few megabytes. */
  readonly full?: boolean
}

/**
 * A plugin in a process of its own.
 *
 * @throws Error with what it wrote to stderr, when it ended otherwise than it was made to.
 */
export async function runChild({
  kind,
  module,
  folder,
  kill,
  full = false,
}: ChildOptions): Promise<ChildEnd> {
  const command = [
    process.execPath,
    ...conditions(),
    scriptPath(),
    '--kind',
    kind,
    '--module',
    module.href,
    '--folder',
    folder,
  ]
  const limited = ['/bin/sh', '-c', `ulimit -f ${BLOCKS}; exec "$@"`, 'sh', ...command]
  const [program = '', ...given] = full ? limited : command
  const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((done) => child.on('close', () => done()))
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  let kept = 0
  let refused: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, ...rest] = line.split(' ')
    if (word === 'kept') kept = Number(rest[0])
    else if (word === 'refused' || word === 'threw') refused = line
    if (kill !== undefined && kept === kill.step && !child.killed) {
      await delay(kill.afterMs)
      child.kill('SIGKILL')
    }
  }
  await ended
  if (!child.killed && child.exitCode !== 0)
    throw new Error(`the child ended with ${child.exitCode}: ${errors}`)
  return { kept, refused }
}

// Beside this file in the sources, or, in what is published, beside the bundle that it is part of.
function scriptPath(): string {
  return fileURLToPath(new URL(fromSources ? '../../child-run.ts' : './child-run.js', import.meta.url))
}

function conditions(): readonly string[] {
  return fromSources ? ['--conditions=@tamis/source'] : []
}

const fromSources = import.meta.url.endsWith('.ts')
