import { spawnSync } from 'node:child_process'
import { compare, ratio } from '../harness/compare.ts'
import type { Result } from '../harness/result.ts'

const BIN = new URL('../../packages/cli/bin/run.js', import.meta.url).pathname

/** How long a command line takes to answer when nothing has to be done. */
export async function start(rounds: number): Promise<readonly Result[]> {
  const run =
    (...args: readonly string[]) =>
    (): void => {
      const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
      if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
    }
  const [node, version, help] = await compare(
    [
      { name: 'node', run: run('-e', '0') },
      { name: 'version', run: run(BIN, '--version') },
      { name: 'help', run: run(BIN, 'run', '--help') },
    ],
    rounds,
  )
  const against = (ms: number | undefined): string =>
    `${ms?.toFixed(0)} ms against ${node?.medianMs.toFixed(0)} ms of node -e 0`
  return [
    {
      name: 'tamis --version',
      value: ratio(version, node),
      unit: 'x',
      budget: 1.5,
      detail: against(version?.medianMs),
    },
    {
      name: 'tamis run --help',
      value: ratio(help, node),
      unit: 'x',
      budget: 4,
      detail: against(help?.medianMs),
    },
  ]
}
