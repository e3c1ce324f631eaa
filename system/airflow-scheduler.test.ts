import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startStandIn } from '@tamis/testkit/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putDag, startAirflow } from './airflow/airflow.ts'
import { type DagRun, type Services, startServices } from './airflow/services.ts'
import { until } from './command.ts'
import { describePart, prepare } from './part.ts'

const MINUTE_MS = 60_000

/** `HH:MM` in UTC, so many hours ago. */
const hoursAgo = (hours: number): string =>
  new Date(Date.now() - hours * 60 * MINUTE_MS).toISOString().slice(11, 16)

describePart('airflow', await prepare(startAirflow), (airflow) => {
  let api: Awaited<ReturnType<typeof startStandIn>>
  let services: Services
  beforeAll(async () => {
    api = await startStandIn({ size: 300 })
    // Every minute, as nobody waits twelve hours for a test.
    await putDag(airflow, {}, (dag) => dag.replace('"0 5,17 * * *"', '"* * * * *"'))
    await putDag(airflow, { pipeline: 'late', times: [hoursAgo(3), hoursAgo(2)].sort() })
    const dag = await readFile(join(airflow.dags, 'tamis_dag.py'), 'utf8')
    const asset = /^MARKET = (.*)$/m.exec(dag)?.[1] ?? ''
    await writeFile(
      join(airflow.dags, 'downstream.py'),
      DOWNSTREAM.replace('ASSET', () => asset),
    )
    const env = { ...airflow.env, COINGECKO_BASE_URL: api.url }
    services = await startServices({ ...airflow, env }, ['tamis_markets', 'tamis_late', 'downstream'])
  })
  afterAll(async () => {
    await services?.[Symbol.asyncDispose]()
    await api?.close()
  })

  const unpause = async (dagId: string): Promise<void> => {
    expect(await airflow.run(['dags', 'unpause', dagId])).toMatchObject({ code: 0 })
  }
  const success = (dagId: string, of: (run: DagRun) => boolean = () => true) =>
    until(() => services.runs(dagId).find((run) => run.state === 'success' && of(run)), 180)

  test('the scheduler runs it, and what was published updates the asset and starts the DAG downstream', async () => {
    await unpause('tamis_markets')
    const { run_id } = await success('tamis_markets')
    const batch_id = `markets-${run_id.replaceAll(':', '').replaceAll('+', '_')}`
    const [event] = services.query('SELECT extra FROM asset_event ORDER BY id')
    expect(JSON.parse(String(event?.extra))).toMatchObject({ batch_id, status: 'published', revision: 1 })
    await success('downstream', ({ run_type }) => run_type === 'asset_triggered')
    const [read] = services.query("SELECT value FROM xcom WHERE dag_id = 'downstream' ORDER BY run_id")
    expect(String(read?.value)).toContain(batch_id)
  })

  test('paused over two ticks and unpaused, it runs once for them: for the last one', async () => {
    expect(await airflow.run(['dags', 'pause', 'tamis_markets'])).toMatchObject({ code: 0 })
    const before = services.runs('tamis_markets').at(-1)?.logical ?? 0
    const second = (Math.floor(Date.now() / MINUTE_MS) + 2) * MINUTE_MS
    await sleep(second + 5000 - Date.now())
    await unpause('tamis_markets')
    await success('tamis_markets', ({ logical }) => (logical ?? 0) >= second / 1000)
    const missed = services.runs('tamis_markets').map(({ logical }) => logical ?? 0)
    expect(missed.filter((logical) => logical > before + 60 && logical <= second / 1000)).toEqual([
      second / 1000,
    ])
  })

  test('a slot that passed more than an hour ago is not made up for: its run is skipped, and asks for nothing', async () => {
    await unpause('tamis_late')
    await success('tamis_late')
    expect(services.runs('tamis_late')).toHaveLength(1)
    expect(services.query("SELECT state FROM task_instance WHERE dag_id = 'tamis_late'")).toEqual([
      { state: 'skipped' },
    ])
    const batches = services.query(
      "SELECT count(*) AS events FROM asset_event WHERE source_dag_id = 'tamis_late'",
    )
    expect(batches).toEqual([{ events: 0 }])
  })
})

/** Somebody else's DAG, which starts whenever there is a new batch and reads what it is. */
const DOWNSTREAM = `
from airflow.sdk import DAG, Asset, task

with DAG(dag_id="downstream", schedule=[ASSET], is_paused_upon_creation=False):

    @task
    def read(triggering_asset_events=None):
        return [event.extra["batch_id"] for events in triggering_asset_events.values() for event in events]

    read()
`
