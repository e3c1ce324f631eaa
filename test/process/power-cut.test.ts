import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startStandIn } from '@tamis/testkit/server'
import { seeded } from '@tamis/testkit/simulation'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { json, tamis, towards } from '../cli.ts'
import { problemsOf } from './check-database.ts'
import { ENTRY, TORTURE, tally, tallyText } from './trial.ts'

const CUTS = TORTURE ? 60 : 4

/** A file system of its own in a file: what is in that file is what reached the disk. */
const CAN_MOUNT =
  process.getuid?.() === 0 &&
  spawnSync('sh', [
    '-c',
    'd=$(mktemp -d) && truncate -s 16M $d/i && mkfs.ext4 -q $d/i && mkdir $d/m && mount -o loop $d/i $d/m && umount $d/m; r=$?; rm -rf $d; exit $r',
  ]).status === 0
if (!CAN_MOUNT && (process.env.TAMIS_REQUIRE ?? '').split(',').includes('loop-mount')) {
  throw new Error('loop mounts are required and not allowed here')
}

/** Runs one batch after another until it is told to die; gives the ids that were acknowledged. */
const LOOP = `
import { spawnSync } from 'node:child_process'
for (let n = 1; ; n++) {
  const args = [${JSON.stringify(ENTRY)}, 'run', '--json', '--batch-id', 'b-' + n, '--universe', 'top:60']
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const { status, batch_id } = JSON.parse(stdout)
  if (status === 'published') process.stdout.write(batch_id + '\\n')
}`

test.skipIf(!CAN_MOUNT)(
  `what was acknowledged is there after ${CUTS} power cuts, and every file is whole`,
  { timeout: CUTS * 60_000 },
  async () => {
    await using api = await startStandIn({ size: 60, seed: 1 })
    const env = { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...towards(api.url) }
    const found = new Map<string, number>()
    for (let cut = 0; cut < CUTS; cut++) {
      const folder = mkdtempSync(join(tmpdir(), 'tamis-power-'))
      const [image, copy, disk] = [join(folder, 'disk'), join(folder, 'copy'), join(folder, 'mounted')]
      writeFileSync(image, '')
      truncateSync(image, 48 * 1024 * 1024)
      execFileSync('mkfs.ext4', ['-q', image])
      mkdirSync(disk)
      execFileSync('mount', ['-o', 'loop', image, disk])
      const acknowledged: string[] = []
      let group = 0
      try {
        const child = spawn(process.execPath, ['--input-type=module', '-e', LOOP], {
          cwd: disk,
          env,
          detached: true,
        })
        group = -(child.pid ?? 0)
        const first = once(child.stdout, 'data')
        child.stdout
          .setEncoding('utf8')
          .on('data', (text: string) => acknowledged.push(...text.trim().split('\n')))
        // Every fourth cut may come while the database is made; the others when there is something to lose.
        if (cut % 4 > 0) await first
        await delay(seeded(cut).between(0, 2000))
        // Everybody stands still; what the disk holds now is all that a power cut would leave.
        process.kill(group, 'SIGSTOP')
        const known = [...acknowledged]
        execFileSync('cp', ['--sparse=always', image, copy])
        kill(group)
        await unmount(disk)
        execFileSync('mount', ['-o', 'loop', copy, disk])
        const problems = [...problemsOf(disk), ...lost(disk, known)]
        expect(problems, `cut ${cut}, acknowledged: ${known.join()}`).toEqual([])
        for (const _ of known) tally(found, 'acknowledged')
        const again = await tamis(['run', '--json', '--batch-id', 'after', '--universe', 'top:60'], {
          cwd: disk,
          env: towards(api.url),
        })
        expect([again.code, json(again).status], again.both).toEqual([0, 'published'])
        expect(problemsOf(disk)).toEqual([])
        tally(found, 'cuts')
      } finally {
        if (group < 0) kill(group)
        await unmount(disk)
        rmSync(folder, { recursive: true, force: true })
      }
    }
    console.log(`power: ${tallyText(found)}, 0 lost`)
    expect(found.get('acknowledged') ?? 0).toBeGreaterThan(CUTS / 2)
  },
)

function kill(group: number): void {
  try {
    process.kill(group, 'SIGKILL')
  } catch {
    // It is gone.
  }
}

/** Whoever was killed may hold the disk for a moment longer. */
async function unmount(disk: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { status, stderr } = spawnSync('umount', [disk], { encoding: 'utf8' })
    if (status === 0) return
    if (tries === 300) throw new Error(stderr)
    await delay(100)
  }
}

/** Batches that somebody was told of and that are not published. */
function lost(folder: string, acknowledged: readonly string[]): readonly string[] {
  if (acknowledged.length === 0) return []
  const db = new Sqlite(join(folder, 'data/market.db'), { readonly: true })
  try {
    const published = db
      .prepare<[], string>(`select batch_id from batches where state = 'published'`)
      .pluck()
      .all()
    return acknowledged
      .filter((id) => !published.includes(id))
      .map((id) => `${id} was acknowledged and is lost`)
  } finally {
    db.close()
  }
}
