import { readFile } from 'node:fs/promises'
import { startStandIn } from '@tamis/testkit/server'
import Sqlite from 'better-sqlite3'
import { beforeAll, expect, test } from 'vitest'
import { putDag, startAirflow } from './airflow/airflow.ts'
import { ROOT } from './command.ts'
import { describePart, prepare } from './part.ts'

interface Understood {
  readonly errors: Readonly<Record<string, string>>
  readonly dags: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

describePart('airflow', await prepare(startAirflow), (airflow) => {
  beforeAll(() => putDag(airflow))

  const inspect = async (folder: string): Promise<Understood> => {
    const shown = await airflow.python(`${ROOT}/system/airflow/inspect_dags.py`, [folder])
    return JSON.parse(shown.trim().split('\n').at(-1) ?? '') as Understood
  }

  interface Trial {
    readonly url: string
    readonly runId?: string
    readonly conf?: Readonly<Record<string, string>>
  }
  /** One run of the DAG by the real Airflow, without its scheduler; retries included. */
  const dagsTest = ({ url, conf = {} }: Trial) =>
    airflow.run(['dags', 'test', 'tamis_markets', '--conf', JSON.stringify(conf)], {
      COINGECKO_BASE_URL: url,
    })

  const rows = (sql: string): readonly unknown[] => {
    const database = new Sqlite(airflow.database, { readonly: true })
    try {
      return database.prepare(sql).all()
    } finally {
      database.close()
    }
  }
  const batches = () =>
    rows('SELECT batch_id, state, attempt FROM batches') as { batch_id: string; state: string }[]

  test('the committed DAG imports without error or deprecation, at 05:00 and 17:00 UTC, without catch-up', async () => {
    const { errors, dags } = await inspect(`${ROOT}/deploy/airflow`)
    expect(errors).toEqual({})
    expect(dags.tamis_markets).toMatchObject({
      ticks: ['22T05', '22T17', '23T05', '23T17'].map((hour) => `2026-11-${hour}:00:00+00:00`),
      catchup: false,
      max_active_runs: 1,
      retries: 3,
      outlets: ['tamis_markets'],
    })
  })

  test('a DAG in another zone, at two different minutes, fires when its clocks show them', async () => {
    await putDag(airflow, { pipeline: 'paris', times: ['05:00', '17:30'], timezone: 'Europe/Paris' })
    const { errors, dags } = await inspect(`${airflow.dags}/tamis_paris_dag.py`)
    expect(errors).toEqual({})
    expect(dags.tamis_paris?.ticks).toEqual(
      ['22T04:00', '22T16:30', '23T04:00', '23T16:30'].map((at) => `2026-11-${at}:00+00:00`),
    )
  })

  test('a run publishes one batch under the id of its run', async () => {
    await using api = await startStandIn({ size: 300 })
    const { code, stdout, stderr } = await dagsTest({ url: api.url })
    expect(code, `${stdout}${stderr}`).toBe(0)
    expect(batches()).toEqual([
      { batch_id: expect.stringMatching(/^markets-manual__/), state: 'published', attempt: 1 },
    ])
  })

  test('a run that has nothing to do is skipped, and asks for nothing', async () => {
    await using api = await startStandIn({ size: 300 })
    const { code, stdout, stderr } = await dagsTest({ url: api.url, conf: { if_older_than: '6h' } })
    expect(code).toBe(0)
    expect(`${stdout}${stderr}`).toMatch(/young enough/)
    expect(api.requests).toHaveLength(0)
    expect(batches()).toHaveLength(1)
  })

  test('a run that is killed is retried under the same batch id: one batch, published', async () => {
    await using api = await startStandIn({ size: 300, faults: [{ kind: 'stall' }] })
    const running = dagsTest({ url: api.url })
    const pid = await processOf(airflow.data, () => api.requests.length > 0)
    process.kill(pid, 'SIGTERM')
    const { code, stdout, stderr } = await running
    expect(code, `${stdout}${stderr}`).toBe(0)
    expect(`${stdout}${stderr}`).toMatch(/interrupted/)
    const all = batches()
    expect(all).toHaveLength(2)
    expect(all.map(({ state }) => state)).toEqual(['published', 'published'])
  })

  test('a refused key fails at once, without another try', async () => {
    await using api = await startStandIn({
      size: 300,
      faults: Array.from({ length: 9 }, () => ({ kind: 'status', status: 401 }) as const),
    })
    const { stdout, stderr } = await dagsTest({ url: api.url })
    expect(`${stdout}${stderr}`).toMatch(/AirflowFailException/)
    expect(`${stdout}${stderr}`).not.toMatch(/try_number=2/)
    expect(api.requests.length).toBeLessThanOrEqual(2)
  })
})

/** The tamis that works in the folder, once the condition holds. */
async function processOf(folder: string, holds: () => boolean): Promise<number> {
  const { readdir, readlink } = await import('node:fs/promises')
  const { until } = await import('./command.ts')
  return until(async () => {
    if (!holds()) return undefined
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '')
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      if (cwd === folder && command.includes('run.js')) return Number(pid)
    }
    return undefined
  }, 60)
}
