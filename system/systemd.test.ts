import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScheduleOptions } from '../packages/cli/src/schedule/options.ts'
import { renderSystemd } from '../packages/cli/src/schedule/systemd.ts'
import { DEPLOYED, HOSTILE_OPTIONS } from '../packages/cli/test/schedule-options.ts'
import { must, ROOT, run } from './command.ts'
import { describePart, prepare } from './part.ts'

const systemd = await prepare(async () => {
  await run('systemd-analyze', ['--version']).catch(async () => {
    await must('apt-get', ['update', '-qq'])
    await must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'systemd'])
  })
  return must('systemd-analyze', ['--version'])
})

describePart('systemd', systemd, () => {
  /** The units in a folder of their own, started by a program that this machine has. */
  async function unitsOf(options: ScheduleOptions): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'tamis-systemd-'))
    const command = [process.execPath, ...options.command.slice(1)]
    for (const { path, content } of renderSystemd({ ...options, command }))
      await writeFile(join(folder, path), content)
    return folder
  }

  const verify = (cwd: string) =>
    run(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=one', './tamis.service', './tamis.timer'],
      { cwd },
    )

  test.each([
    ['as deployed', DEPLOYED],
    ['with hostile paths, another account and a key', HOSTILE_OPTIONS],
    [
      'with a key',
      { ...DEPLOYED, key: { variable: 'COINGECKO_DEMO_API_KEY', file: '/etc/tamis/key' } } as const,
    ],
    ['in another zone', { ...DEPLOYED, times: ['02:30', '12:15'], timezone: 'Europe/Paris' }],
  ])('the units %s are without fault', async (_, options) => {
    expect(await verify(await unitsOf(options))).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('the check finds a fault', async () => {
    const folder = await unitsOf(DEPLOYED)
    const file = join(folder, 'tamis.service')
    await writeFile(file, (await readFile(file, 'utf8')).replace('ProtectSystem', 'ProtectSytem'))
    expect((await verify(folder)).code).not.toBe(0)
  })

  test('the committed timer fires at 05:00 and 17:00 UTC, without catch-up', async () => {
    const timer = await readFile(`${ROOT}/deploy/systemd/tamis.timer`, 'utf8')
    const lines = timer.match(/(?<=^OnCalendar=).*/gm) ?? []
    const base = ['calendar', '--base-time=2026-11-22 00:00:00 UTC', '--iterations=2']
    const shown = await must('systemd-analyze', [...base, ...lines], { env: { TZ: 'UTC' } })
    const fires = [...shown.matchAll(/: \w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)/g)].map(([, at]) => at)
    expect(fires.sort()).toEqual([
      '2026-11-22 05:00:00 UTC',
      '2026-11-22 17:00:00 UTC',
      '2026-11-23 05:00:00 UTC',
      '2026-11-23 17:00:00 UTC',
    ])
    expect(timer).toMatch(/^Persistent=false$/m)
  })

  test.each([
    ['as deployed', DEPLOYED],
    ['with the data in a home folder', { ...DEPLOYED, user: 'alice', directory: '/home/alice/market' }],
    ["as root, where the data is root's", { ...DEPLOYED, user: 'root', directory: '/root/market' }],
  ])('the service %s is exposed by 2.0 or less', async (_, options) => {
    const folder = await unitsOf(options)
    const shown = await must(
      'systemd-analyze',
      ['security', '--no-pager', '--offline=yes', './tamis.service'],
      { cwd: folder },
    )
    const exposure = Number(/exposure level for tamis\.service: ([\d.]+)/.exec(shown)?.[1])
    console.info(`systemd-analyze security: ${exposure}`)
    expect(exposure).toBeLessThanOrEqual(2)
  })
})
