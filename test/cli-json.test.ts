import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { emptyFolder, json, standingAt, tamis, towards } from './cli.ts'
import { type Shape, shapeOf } from './shape.ts'

const MANIFEST = resolve(import.meta.dirname, '../packages/cli/oclif.manifest.json')
const DATABASE = ['--database', 'tamis-demo/market.db']

/** Of what is made up, what is there follows from the time. */
const NOW = standingAt('2026-11-22T05:00:00Z')

/** Commands that print no JSON at all, or that never end by themselves. */
const WITHOUT = ['help', 'raw', 'sandbox']

/** Ways to call each command that between them show all that it prints. */
const CALLS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  demo: [['--json'], ['--json']],
  why: [['bitcoin'], ['COIN']],
  autocomplete: [['bash', '--json']],
  backup: [['copy.db']],
  batches: [[]],
  'batches:show': [['BATCH']],
  doctor: [['--offline']],
  export: [['market.csv'], ['--partitioned', 'lake']],
  init: [['--yes', '--config', 'new/tamis.config.json', '--database', 'new/m.db']],
  'plugin:new': [['rule', 'depeg']],
  plugins: [[]],
  'plugins:install': [['./hello']],
  'plugins:uninstall': [['tamis-plugin-hello']],
  price: [['bitcoin']],
  report: [['report.html']],
  prune: [['--keep', '1', '--dry-run']],
  'quarantine:export': [[]],
  'quarantine:list': [['--limit', '3']],
  'quarantine:release': [['COIN', '--note', 'checked by hand']],
  'quarantine:show': [['COIN', '--batch', 'BATCH']],
  replay: [
    ['--all', '--diff'],
    ['--batch', 'BATCH'],
  ],
  restore: [['copy.db', '--force']],
  'rules:explain': [['volume.zero'], ['batch.anchors']],
  'rules:list': [[]],
  'rules:test': [['--set', 'price.stale=quarantine', '--all']],
  run: [['--batch-id', 'small', '--universe', 'top:250'], ['--dry-run']],
  accept: [['small', '--note', 'a small market']],
  schedule: [
    ['systemd', '--json'],
    ['systemd', '--write', 'units'],
  ],
  sql: [['select 1 as one']],
  status: [[]],
  universe: [['--top', '3', '--include', 'quarantined']],
}

test('every command prints JSON of the shape agreed (if it is to change: vitest -u, and a changeset that says so)', async () => {
  const { commands } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { readonly commands: object }
  expect(
    [...Object.keys(CALLS), ...WITHOUT].sort(),
    'each command is called here or listed as without',
  ).toEqual(Object.keys(commands).sort())
  const cwd = emptyFolder()
  commandPackage(join(cwd, 'hello'))
  await using api = await startStandIn({ size: 50, seed: 1 })
  const call = async (id: string, args: readonly string[], names: Names): Promise<unknown> => {
    const words = args.map((word) => names[word as keyof Names] ?? word)
    const database = args.includes('--database') || id === 'demo' ? [] : DATABASE
    const ended = await tamis([...id.split(':'), ...words, ...database], {
      cwd,
      env: { ...towards(api.url), ...NOW },
    })
    return JSON.parse(ended.stdout)
  }
  const shapes: Record<string, Shape> = {}
  let names: Names = { BATCH: '', COIN: '' }
  for (const [id, calls] of Object.entries(CALLS)) {
    const printed: unknown[] = []
    for (const args of calls) printed.push(await call(id, args, names))
    const [shape = []] = [shapeOf(printed)].flat()
    shapes[`tamis ${id.replaceAll(':', ' ')}`] = shape
    if (id === 'demo') names = await namesIn(cwd)
  }
  shapes['any command that fails'] = shapeOf(json(await tamis(['status', '--nonsense'], { cwd })))
  const sorted = Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1)))
  await expect(`${JSON.stringify(sorted, null, 1)}\n`).toMatchFileSnapshot('../packages/cli/etc/json.txt')
})

interface Names {
  readonly BATCH: string
  readonly COIN: string
}

/** The batch of the demo, and a coin that rules keep out of it. */
async function namesIn(cwd: string): Promise<Names> {
  const query =
    "select batch_id, coin_id from quarantine where coin_id <> '' order by quarantined_at desc, position limit 1"
  const ended = await tamis(['sql', query, ...DATABASE], { cwd, env: NOW })
  const [row] = JSON.parse(ended.stdout) as { readonly batch_id: string; readonly coin_id: string }[]
  return { BATCH: row?.batch_id ?? '', COIN: row?.coin_id ?? '' }
}

function commandPackage(folder: string): void {
  mkdirSync(folder)
  const oclif = { commands: { strategy: 'explicit', target: './index.js', identifier: 'COMMANDS' } }
  const manifest = { name: 'tamis-plugin-hello', version: '1.0.0', type: 'module', oclif }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.js'), 'export const COMMANDS = { hello: class { static run() {} } }')
}
