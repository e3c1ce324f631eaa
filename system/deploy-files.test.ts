import { globSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { renderSchedule } from '../packages/cli/src/schedule/index.ts'
import type { ScheduleKind, ScheduleOptions } from '../packages/cli/src/schedule/options.ts'
import { CRON_PLACE, DEPLOYED, HOSTILE, HOSTILE_OPTIONS } from '../packages/cli/test/schedule-options.ts'
import { CACHE, type Finished, must, ROOT, run } from './command.ts'
import { describePart, prepare } from './part.ts'
import { checkResources } from './terraform/check-resources.ts'

/** Writes text to a folder of its own, under its name. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tamis-deploy-'))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** What the renderer makes, in a folder of its own. */
async function rendered(kind: ScheduleKind, options: ScheduleOptions): Promise<string> {
  const files = renderSchedule(kind, options, CRON_PLACE)
  return folderWith(Object.fromEntries(files.map(({ path, content }) => [path, content])))
}

/** What setup makes for Python, once: the folder of the environment's programs. */
const python = (name: string, ...packages: readonly string[]) =>
  prepare(
    async () => `${(await must(`${ROOT}/system/setup/python.sh`, [CACHE, name, ...packages])).trim()}/bin`,
  )

/** Terraform warns of a configuration file of its own that is not there. */
const QUIET = { TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' }

const said = ({ stdout, stderr }: Finished): string => `${stdout}${stderr}`

const SCHEDULES: readonly [string, ScheduleOptions][] = [
  ['as deployed', DEPLOYED],
  ['with hostile paths, another account and a key', HOSTILE_OPTIONS],
  [
    'of another pipeline, in another zone, at different minutes',
    { ...DEPLOYED, pipeline: 'coins-eur', times: ['02:30', '12:15'], timezone: 'Europe/Paris' },
  ],
]

describePart('ruff', await python('ruff', 'ruff==0.17.6'), (bin) => {
  const check = (folder: string) =>
    run(`${bin}/ruff`, ['check', '--isolated', '--preview', '--select', 'AIR,F,E9,B,S', folder])

  test.each(SCHEDULES)('the DAG %s has nothing that Airflow 3 removed or moved', async (_, options) => {
    const checked = await check(await rendered('airflow', options))
    expect(checked.code, said(checked)).toBe(0)
  })

  test('the check finds what Airflow 3 removed', async () => {
    const old = 'from airflow import DAG\nDAG("x", schedule_interval="0 5 * * *")\n'
    expect(said(await check(await folderWith({ 'old.py': old })))).toContain('schedule_interval')
  })
})

describePart('kubernetes', await python('kubernetes', 'kubernetes-validate==1.37.0'), (bin) => {
  // Strict: an unknown key is a fault, as a misspelt one would be left out without a word.
  const check = (file: string, version: string) =>
    run(`${bin}/kubernetes-validate`, ['--strict', '--quiet', '-k', version, file])

  test.each(['1.27', '1.32', '1.37'])('the manifests fit the schemas of Kubernetes %s', async (version) => {
    for (const [, options] of SCHEDULES) {
      const name = options.times === DEPLOYED.times ? 'cronjob.yaml' : 'cronjobs.yaml'
      const checked = await check(join(await rendered('kubernetes', options), name), version)
      expect(checked.code, said(checked)).toBe(0)
    }
  })

  test('the check finds a misspelt key', async () => {
    const manifest = await readFile(`${ROOT}/deploy/kubernetes/cronjob.yaml`, 'utf8')
    const folder = await folderWith({ 'x.yaml': manifest.replace('timeZone', 'timezone') })
    expect(said(await check(join(folder, 'x.yaml'), '1.37'))).toContain('timezone')
  })
})

const actionlint = await prepare(async () =>
  (await must(`${ROOT}/system/setup/actionlint.sh`, [CACHE])).trim(),
)

describePart('actionlint', actionlint, (program) => {
  test('the workflows are without fault: the one of deploy, our own, and one with hostile paths', async () => {
    const directory = `/srv/${HOSTILE}`
    const hostile = await rendered('github', {
      ...HOSTILE_OPTIONS,
      directory,
      config: `${directory}/my ${HOSTILE}.json`,
    })
    const files = ['deploy/github/tamis.yml', ...globSync('.github/workflows/*.yml', { cwd: ROOT })]
    const checked = await run(program, [...files, join(hostile, '.github/workflows/tamis.yml')], {
      env: { SHELLCHECK_OPTS: '--severity=warning' },
    })
    expect(checked.code, said(checked)).toBe(0)
  })

  test('the check finds a time that is none and a name that is not there', async () => {
    const workflow = await readFile(`${ROOT}/deploy/github/tamis.yml`, 'utf8')
    const broken = workflow.replace('0 5,17', '0 5,25').replace('github.run_id', 'github.runid')
    const checked = await run(program, [join(await folderWith({ 'x.yml': broken }), 'x.yml')])
    expect(said(checked)).toMatch(/invalid CRON/)
    expect(said(checked)).toMatch(/"runid" is not defined/)
  })
})

describePart('shellcheck', await prepare(() => must(`${ROOT}/system/setup/shellcheck.sh`, [])), () => {
  const check = (args: readonly string[], cwd: string) =>
    run('shellcheck', ['--severity=warning', ...args], { cwd })

  test.each(SCHEDULES)('the script for cron %s is without fault', async (_, options) => {
    const files = renderSchedule('cron', options, CRON_PLACE).filter(({ path }) => path.endsWith('.sh'))
    const folder = await folderWith(Object.fromEntries(files.map(({ path, content }) => [path, content])))
    const checked = await check(
      files.map(({ path }) => path),
      folder,
    )
    expect(checked.code, said(checked)).toBe(0)
  })

  test('the scripts of deploy are without fault', async () => {
    const startup = await readFile(`${ROOT}/deploy/terraform/vm/startup.sh.tftpl`, 'utf8')
    // The template's own variables, as Terraform puts text in their place.
    const folder = await folderWith({
      'startup.sh': startup.replaceAll(/\$\{(repository|revision|secret)\}/g, 'x'),
    })
    for (const [args, cwd] of [
      [['startup.sh'], folder],
      [['--shell=sh', 'deploy/terraform/cloud-run/run.sh'], ROOT],
    ] as const) {
      const checked = await check(args, cwd)
      expect(checked.code, said(checked)).toBe(0)
    }
  })
})

const terraform = await prepare(async () => {
  await must('terraform', ['version'], { env: QUIET })
  return (await must(`${ROOT}/system/setup/google-schema.sh`, [CACHE])).trim()
})

describePart('terraform', terraform, (schema) => {
  test('the files are formatted, which they can be only if they are well-formed', async () => {
    const checked = await run('terraform', ['fmt', '-check', '-diff', '-recursive', 'deploy/terraform'], {
      env: QUIET,
    })
    expect(checked.code, said(checked)).toBe(0)
  })

  test.each([
    ['vm', 13],
    ['cloud-run', 10],
  ])('the resources of %s are as the provider wants them', async (folder, resources) => {
    expect(await checkResources(`${ROOT}/deploy/terraform/${folder}`, schema)).toEqual({
      resources,
      problems: [],
    })
  })

  test('the check finds a resource, an argument and a block that are not there, and one that is missing', async () => {
    const folder = await folderWith({
      'main.tf': `
        resource "google_compute_dsk" "a" {}
        resource "google_cloud_scheduler_job" "b" {
          name = "b"
          shedule = "0 5 * * *"
          dynamic "http_target" {
            for_each = [1]
            content { url = "x" }
          }
        }
        resource "google_storage_bucket" "c" { name = "c" }`,
    })
    expect((await checkResources(folder, schema)).problems.toSorted()).toEqual([
      'google_cloud_scheduler_job.b.http_target: unsupported url',
      'google_cloud_scheduler_job.b.http_target: uri is missing',
      'google_cloud_scheduler_job.b: unsupported shedule',
      'google_compute_dsk.a: there is no such resource',
      'google_storage_bucket.c: location is missing',
    ])
  })
})

const compose = await prepare(
  async () => `${(await must(`${ROOT}/system/setup/compose.sh`, [`${CACHE}/docker`])).trim()}/docker-compose`,
)

describePart('compose', compose, (program) => {
  const check = (folder: string, env: Readonly<Record<string, string>> = {}) =>
    run(program, ['-f', join(folder, 'compose.yaml'), 'config', '-q'], { env })

  test('the file is valid, without a key and with one', async () => {
    expect(await check(ROOT)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await check(ROOT, { COINGECKO_DEMO_API_KEY_FILE: './key' })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
  })

  test.each(SCHEDULES)('what is made %s is valid', async (_, options) => {
    expect(await check(await rendered('compose', options))).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('the check finds a misspelt key', async () => {
    const file = await readFile(`${ROOT}/compose.yaml`, 'utf8')
    const checked = await check(
      await folderWith({ 'compose.yaml': file.replace('read_only: true', 'readonly: true') }),
    )
    expect(said(checked)).toContain('readonly')
  })
})
