import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { renderSchedule } from '../src/schedule/index.ts'
import type { ScheduleFile, ScheduleKind, ScheduleOptions } from '../src/schedule/options.ts'
import { CRON_PLACE, DEPLOYED, HOSTILE, HOSTILE_OPTIONS } from './schedule-options.ts'

const render = (kind: ScheduleKind, more: Partial<ScheduleOptions> = {}): readonly ScheduleFile[] =>
  renderSchedule(kind, { ...DEPLOYED, ...more }, CRON_PLACE)

const only = (files: readonly ScheduleFile[], path: string): string => {
  const file = files.find((candidate) => candidate.path === path)
  if (file === undefined) throw new Error(`no ${path} among ${files.map(({ path }) => path).join(', ')}`)
  return file.content
}

describe('deploy/ is what the renderers make', () => {
  // Bring it up to date with `pnpm exec vitest run packages/cli/test/schedule-files.test.ts -u`.
  const root = '../../../'
  test.each<[ScheduleKind, string, string]>([
    ['systemd', 'tamis.service', 'deploy/systemd/tamis.service'],
    ['systemd', 'tamis.timer', 'deploy/systemd/tamis.timer'],
    ['systemd', 'tamis-failure@.service', 'deploy/systemd/tamis-failure@.service'],
    ['kubernetes', 'cronjob.yaml', 'deploy/kubernetes/cronjob.yaml'],
    ['compose', 'compose.yaml', 'compose.yaml'],
    ['compose', 'deploy/airflow/tamis_dag.py', 'deploy/airflow/tamis_dag.py'],
  ])('%s: %s', async (kind, path, committed) => {
    await expect(only(render(kind), path)).toMatchFileSnapshot(root + committed)
  })

  test('github: tamis.yml', async () => {
    const files = render('github', { directory: '/r', database: '/r/data/market.db' })
    await expect(only(files, '.github/workflows/tamis.yml')).toMatchFileSnapshot(
      `${root}deploy/github/tamis.yml`,
    )
  })
})

describe('every kind', () => {
  const kinds = ['systemd', 'cron', 'airflow', 'kubernetes', 'github', 'compose'] as const

  test.each(kinds)('%s never holds a key, only the place of one', (kind) => {
    const key = { variable: 'COINGECKO_DEMO_API_KEY', file: '/etc/tamis/key' } as const
    const all = render(kind, { key, directory: '/var/lib/tamis' }).map(({ content }) => content)
    expect(all.join('\n')).toContain('COINGECKO_DEMO_API_KEY')
    expect(all.join('\n')).not.toMatch(/CG-|--key|API_KEY=(?!FILE\b)\w/)
  })

  test.each(kinds)('%s hands on what its own source reads, and nothing of another', (kind) => {
    const text = (keys: readonly string[], others: readonly string[] = []): string => {
      const files = render(kind, { variables: { keys, others }, directory: '/var/lib/tamis' })
      return files.map(({ content }) => content).join('\n')
    }
    expect(text([])).not.toMatch(/COINGECKO|_API_KEY|undefined/)
    expect(text(['NORTH_STAR_API_KEY'])).toContain('NORTH_STAR_API_KEY')
    if (kind === 'compose') {
      expect(parse(text([]).split('# tamis and Airflow')[0] ?? '')).not.toHaveProperty('secrets')
      expect(text([], ['NORTH_STAR_BASE_URL'])).toMatch(/NORTH_STAR_BASE_URL: \$\{NORTH_STAR_BASE_URL:-\}/)
    }
  })

  test.each(kinds)('%s refuses a path with a line break', (kind) => {
    expect(() => render(kind, { directory: '/srv/a\nExecStart=/bin/sh' })).toThrow(
      expect.objectContaining({ code: 'usage.invalid' }),
    )
  })

  test.each(kinds)('%s names its files after a pipeline of another name', (kind) => {
    const [first] = render(kind, { pipeline: 'coins_eur', directory: '/var/lib/tamis' })
    const all = render(kind, { pipeline: 'coins_eur' }).map(({ path, content }) => path + content)
    expect(first).toBeDefined()
    expect(all.join('\n')).toMatch(/tamis[-_]coins[-_]eur/)
  })
})

describe('systemd', () => {
  test('shuts the home folders, or opens them for reading where the program lies there', () => {
    expect(only(render('systemd'), 'tamis.service')).toContain('ProtectHome=yes')
    const home = { directory: '/home/alice/market', user: 'alice' }
    const content = only(render('systemd', home), 'tamis.service')
    expect(content).toContain('ProtectHome=read-only')
    expect(content).toContain('User=alice')
    expect(content).not.toContain('DynamicUser')
  })

  test('ends a folder in a slash where its last character would join or cut the line', () => {
    const content = only(render('systemd', { directory: '/srv/a\\', user: 'a' }), 'tamis.service')
    expect(content).toContain('WorkingDirectory=/srv/a\\/\n')
  })

  test('counts the starts of other slots that fall into the window', () => {
    const hourly = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`)
    expect(only(render('systemd', { times: hourly }), 'tamis.service')).toContain('StartLimitBurst=9')
  })

  test('escapes hostile paths', () => {
    const content = only(render('systemd', HOSTILE_OPTIONS), 'tamis.service')
    const exec = /^ExecStart=(.*)$/m.exec(content)?.[1]
    expect(exec).toContain(`"/srv/a b%%h%%%%$$HOME$$(id)$\${{ x }}\\"q'\\\\n#é/run.js" run markets`)
    expect(content).toMatch(/^ReadWritePaths=.*\/metrics"$/m)
    expect(content).toContain(`LoadCredential=api_key:/srv/a b%%h%%%%$HOME$(id)\${{ x }}"q'\\n#é/key`)
  })
})

describe('airflow', () => {
  test('takes a timetable of several expressions where the minutes differ', () => {
    const content = only(render('airflow', { times: ['05:00', '17:30'] }), 'tamis_dag.py')
    expect(content).toContain(
      'schedule=MultipleCronTriggerTimetable("0 5 * * *", "30 17 * * *", timezone="UTC")',
    )
  })

  test('puts the time zone into the start date', () => {
    const content = only(render('airflow', { timezone: 'Europe/Paris' }), 'tamis_dag.py')
    expect(content).toContain('tz="Europe/Paris"')
  })
})

describe('kubernetes', () => {
  const jobsOf = (options: Partial<ScheduleOptions>) => {
    const [file] = render('kubernetes', options)
    return parseAllDocuments(file?.content ?? '')
      .map(
        (document) =>
          document.toJS() as { kind: string; metadata: { name: string }; spec: Record<string, unknown> },
      )
      .filter(({ kind }) => kind === 'CronJob')
  }

  test('goes by the time zone, one run at a time', () => {
    const [job] = jobsOf({ timezone: 'Europe/Paris' })
    expect(job?.spec).toMatchObject({
      schedule: '0 5,17 * * *',
      timeZone: 'Europe/Paris',
      concurrencyPolicy: 'Forbid',
    })
  })

  test('names its objects as Kubernetes wants them', () => {
    const names = (pipeline: string): unknown => jobsOf({ pipeline }).map(({ metadata }) => metadata.name)
    expect([names('coins_eur'), names('odd_-')]).toEqual([['tamis-coins-eur'], ['tamis-odd']])
  })

  test('makes a CronJob for each distinct minute', () => {
    expect(jobsOf({ times: ['05:00', '17:30'] }).map(({ spec }) => spec.schedule)).toEqual([
      '0 5 * * *',
      '30 17 * * *',
    ])
  })

  test('demands the secret and the config map when there is a key and a config', () => {
    const [file] = render('kubernetes', HOSTILE_OPTIONS)
    expect(file?.content.match(/optional: false/g)).toHaveLength(2)
    expect(file?.content).toContain('"--config", /etc/tamis/tamis.config.json')
  })
})

describe('github', () => {
  const inside = { directory: `/srv/${HOSTILE}`, config: `/srv/${HOSTILE}/my ${HOSTILE}.json` }

  test('refuses a time zone that GitHub does not know', () => {
    expect(() => render('github', { timezone: 'Europe/Paris' })).toThrow(
      expect.objectContaining({ code: 'usage.invalid' }),
    )
  })

  test('refuses files outside of the repository', () => {
    expect(() => render('github', { config: '/etc/tamis.config.json' })).toThrow(
      expect.objectContaining({ code: 'usage.invalid' }),
    )
  })

  test('is YAML with any path, and expands no expression of the path', () => {
    const [file] = render('github', { ...HOSTILE_OPTIONS, ...inside })
    const steps = (parse(file?.content ?? '') as { jobs: { run: { steps: { run?: string }[] } } }).jobs.run
      .steps
    const run = steps.find((step) => step.run !== undefined)?.run ?? ''
    // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's syntax.
    expect(run.replaceAll("${{ '${{' }}", '')).not.toContain('${{')
  })
})

describe('compose', () => {
  test('is YAML, and every service is bounded, restarted and without privileges', () => {
    const file = parse(only(render('compose'), 'compose.yaml'), { merge: true }) as {
      services: Record<string, Record<string, unknown>>
    }
    for (const [name, service] of Object.entries(file.services)) {
      expect(service, name).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
      expect(service, name).toHaveProperty('mem_limit')
      expect(service, name).toHaveProperty('restart')
    }
  })

  test('builds the images from the published package, with the config in them', () => {
    const files = render('compose', HOSTILE_OPTIONS)
    expect(only(files, 'Dockerfile')).toContain(`tamis@${DEPLOYED.version}`)
    expect(only(files, 'Dockerfile')).toContain('COPY tamis.config.json /etc/tamis/tamis.config.json')
    expect(only(files, 'deploy/airflow/tamis_dag.py')).toContain('"--config", "/etc/tamis/tamis.config.json"')
  })
})
