import { startStandIn } from '@tamis/testkit/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, until } from './command.ts'
import { AIRFLOW_IMAGE, APP_IMAGE, build, startEngine } from './docker/engine.ts'
import { describePart, prepare } from './part.ts'

describePart('docker', await prepare(startEngine), (engine) => {
  /** The host as containers of the default network see it. */
  let gateway: string

  beforeAll(async () => {
    await build(engine, 'app', APP_IMAGE)
    await build(engine, 'airflow', AIRFLOW_IMAGE)
    gateway = (
      await engine.must(['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}'])
    ).trim()
  })
  afterAll(() => engine.stop())

  describe('the image', () => {
    const volume = `tamis-test-${process.pid}`
    const hardened = [
      '--rm',
      '--init',
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--tmpfs=/tmp',
    ]
    afterAll(() => engine.run(['volume', 'rm', '-f', volume]))

    const tamis = (args: readonly string[], more: readonly string[] = []) =>
      engine.run(['run', ...hardened, '-v', `${volume}:/data`, ...more, APP_IMAGE, ...args])

    test('runs as a user without privileges', async () => {
      const user = await engine.must(['run', ...hardened, '--entrypoint', 'id', APP_IMAGE, '-u'])
      expect(user.trim()).toBe('1000')
    })

    test('publishes a batch into its volume, on a read-only root', async () => {
      await using api = await startStandIn({ size: 300, host: gateway })
      const variables = ['-e', `COINGECKO_BASE_URL=${api.url}`, '-e', 'COINGECKO_REQUESTS_PER_MINUTE=0']
      const { code, stdout, stderr } = await tamis(
        ['run', '--batch-id', 'markets-docker', '--json'],
        variables,
      )
      expect(code, stderr).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        status: 'published',
        batch_id: 'markets-docker',
        requested: 250,
      })
    })

    test('reads it again without a network', async () => {
      const { code, stdout } = await tamis(['batches', '--json'], ['--network=none'])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toHaveLength(1)
    })

    test('works for a user id that has no name', async () => {
      const { code } = await engine.run(['run', ...hardened, '--user', '12345:0', APP_IMAGE, '--version'])
      expect(code).toBe(0)
    })

    test('stops cleanly on docker stop, with its own exit code', async () => {
      await using api = await startStandIn({ size: 300, host: gateway, faults: [{ kind: 'stall' }] })
      const name = `tamis-stop-${process.pid}`
      const running = engine.run([
        'run',
        ...hardened,
        '--name',
        name,
        '-e',
        `COINGECKO_BASE_URL=${api.url}`,
        APP_IMAGE,
        'run',
        '--json',
      ])
      await until(() => (api.requests.length > 0 ? true : undefined), 30)
      await engine.must(['stop', '-t', '20', name])
      const { code, stdout } = await running
      expect(code).toBe(143)
      expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted', exit_code: 143 })
    })
  })

  describe('compose.yaml', () => {
    const project = ['compose', '-p', `tamis-test-${process.pid}`]
    let api: Awaited<ReturnType<typeof startStandIn>>
    const compose = (args: readonly string[]) =>
      engine.run([...project, ...args], {
        cwd: ROOT,
        env: {
          TAMIS_IMAGE: APP_IMAGE,
          TAMIS_AIRFLOW_IMAGE: AIRFLOW_IMAGE,
          AIRFLOW_PORT: '18080',
          COINGECKO_BASE_URL: api.url,
          COINGECKO_REQUESTS_PER_MINUTE: '0',
        },
      })
    beforeAll(async () => {
      api = await startStandIn({ size: 300, host: gateway })
    })
    afterAll(async () => {
      await compose(['down', '-v', '-t', '10'])
      await api.close()
    })

    test('is valid', async () => {
      expect(await compose(['config', '-q'])).toMatchObject({ code: 0, stdout: '' })
    })

    test('starts Airflow, Postgres and the app, all healthy', async () => {
      const { code, stderr } = await compose(['up', '-d', '--no-build', '--wait', '--wait-timeout', '240'])
      const shown = await compose(['ps', '--format', '{{.Service}} {{.Health}}'])
      const healthy = shown.stdout
        .trim()
        .split('\n')
        .filter((line) => line.endsWith(' healthy'))
      expect(healthy.map((line) => line.split(' ')[0]).sort(), stderr).toEqual([
        'airflow-apiserver',
        'airflow-dag-processor',
        'airflow-scheduler',
        'app',
        'postgres',
      ])
      // `--wait` ends with 1 where a service that is to end, such as the migration, has ended.
      expect(code === 0 || /exited \(0\)/.test(stderr), stderr).toBe(true)
    })

    test('makes up for no slot that passed before it was there', async () => {
      const states = await until(async () => {
        const { stdout } = await compose([
          'exec',
          '-T',
          'airflow-scheduler',
          'airflow',
          'dags',
          'list-runs',
          'tamis_markets',
          '-o',
          'json',
        ])
        const runs = JSON.parse(stdout.trim().split('\n').at(-1) || '[]') as { state: string }[]
        return runs.length > 0 && runs.every(({ state }) => state === 'success') ? runs : undefined
      }, 120)
      expect(states).toHaveLength(1)
      const hour = new Date().getUTCHours()
      // Within the hour after a slot it is not late yet, and runs.
      if (hour !== 5 && hour !== 17) expect(api.requests).toHaveLength(0)
    })

    test('publishes a batch when Airflow is told to, and the app shows it', async () => {
      expect(
        (
          await compose([
            'exec',
            '-T',
            'airflow-scheduler',
            'airflow',
            'dags',
            'trigger',
            'tamis_markets',
            '--run-id',
            'by-hand',
          ])
        ).code,
      ).toBe(0)
      const batches = await until(async () => {
        const { code, stdout } = await compose(['exec', '-T', 'app', 'tamis', 'batches', '--json'])
        if (code !== 0) return undefined
        const all = JSON.parse(stdout) as { batch_id: string; state: string }[]
        return all.find(({ batch_id, state }) => batch_id === 'markets-by-hand' && state === 'published')
      }, 120)
      expect(batches).toBeDefined()
    })
  })
})
