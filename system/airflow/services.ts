import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { until } from '../command.ts'
import type { Airflow } from './airflow.ts'

export interface DagRun {
  readonly dag_id: string
  readonly run_id: string
  readonly run_type: string
  readonly state: string
  /** Seconds since 1970 UTC of the time that the run is for; null where it is for none. */
  readonly logical: number | null
}

/** Airflow's own services, as an installation has them. */
export interface Services extends AsyncDisposable {
  /** Runs of a DAG, the oldest first. */
  runs(dagId: string): readonly DagRun[]
  /** Any question to Airflow's own database. */
  query(sql: string): readonly Readonly<Record<string, unknown>>[]
}

/** Starts the API server, the DAG processor and the scheduler; ready once every DAG of the folder is known. */
export async function startServices(airflow: Airflow, dagIds: readonly string[]): Promise<Services> {
  const children: ChildProcess[] = []
  const start = (name: string, args: readonly string[]): void => {
    const child = spawn(airflow.program, args, { env: { ...process.env, ...airflow.env }, detached: true })
    const log = createWriteStream(join(airflow.home, `${name}.log`))
    child.stdout.pipe(log)
    child.stderr.pipe(log)
    children.push(child)
  }
  start('api-server', ['api-server', '--port', String(airflow.port), '--workers', '1'])
  start('dag-processor', ['dag-processor'])
  start('scheduler', ['scheduler'])
  const query = (sql: string): readonly Readonly<Record<string, unknown>>[] => {
    const database = new Sqlite(join(airflow.home, 'airflow.db'), { readonly: true })
    try {
      return database.prepare(sql).all() as Readonly<Record<string, unknown>>[]
    } finally {
      database.close()
    }
  }
  const services: Services = {
    query,
    runs: (dagId) =>
      query(
        `SELECT dag_id, run_id, run_type, state, unixepoch(logical_date) AS logical FROM dag_run
         WHERE dag_id = '${dagId}' ORDER BY id`,
      ) as unknown as readonly DagRun[],
    async [Symbol.asyncDispose]() {
      // Each in a process group of its own, as their workers do not all go with them.
      for (const { pid } of children) if (pid !== undefined) killGroup(pid, 'SIGTERM')
      await Promise.race([
        Promise.all(children.map((child) => new Promise((done) => child.once('exit', done)))),
        new Promise((done) => setTimeout(done, 20_000)),
      ])
      for (const { pid } of children) if (pid !== undefined) killGroup(pid, 'SIGKILL')
    },
  }
  const known = (): number =>
    query('SELECT dag_id FROM dag').filter(({ dag_id }) => dagIds.includes(String(dag_id))).length
  await until(() => (known() === dagIds.length ? true : undefined), 120)
  return services
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // They are gone.
  }
}
