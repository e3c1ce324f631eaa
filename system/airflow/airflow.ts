import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderAirflow } from '../../packages/cli/src/schedule/airflow.ts'
import type { ScheduleOptions } from '../../packages/cli/src/schedule/options.ts'
import { DEPLOYED, HOSTILE } from '../../packages/cli/test/schedule-options.ts'
import { CACHE, type Finished, must, ROOT, run, TAMIS } from '../command.ts'

/** The real Airflow with a home, a database and a DAG folder of its own, its data in a folder of a hostile name. */
export interface Airflow {
  readonly program: string
  readonly env: Readonly<Record<string, string>>
  /** Of the API server, once it runs. */
  readonly port: number
  readonly home: string
  readonly dags: string
  /** Folder of the market database. */
  readonly data: string
  readonly database: string
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>
  python(script: string, args: readonly string[]): Promise<string>
}

/** Installs Airflow where it is not yet there, and makes its home. */
export async function startAirflow(): Promise<Airflow> {
  const folder = (await must(`${ROOT}/system/setup/airflow.sh`, [CACHE])).trim()
  const home = await mkdtemp(join(tmpdir(), 'tamis-airflow-'))
  const dags = join(home, 'dags')
  const data = join(home, HOSTILE)
  await mkdir(dags)
  await mkdir(data)
  const port = await freePort()
  const env = {
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'false',
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__LOGGING__LOGGING_LEVEL: 'INFO',
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${port}/execution/`,
    AIRFLOW__API_AUTH__JWT_SECRET: 'a secret of these tests, which all services share',
    AIRFLOW__CORE__PARALLELISM: '2',
    COINGECKO_REQUESTS_PER_MINUTE: '0',
  }
  const program = `${folder}/bin/airflow`
  await must(program, ['db', 'migrate'], { env })
  return {
    program,
    env,
    port,
    home,
    dags,
    data,
    database: join(data, 'market.db'),
    run: (args, more = {}) => run(program, args, { env: { ...env, ...more } }),
    python: (script, args) => must(`${folder}/bin/python`, [script, ...args], { env }),
  }
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

/**
 * Puts the DAG that `tamis schedule airflow` makes for this checkout into the DAG folder. `edit` stands for its owner, who
 * edits it further.
 */
export async function putDag(
  airflow: Airflow,
  more: Partial<ScheduleOptions> = {},
  edit: (dag: string) => string = (dag) => dag,
): Promise<void> {
  const options = {
    ...DEPLOYED,
    command: TAMIS,
    directory: airflow.data,
    database: airflow.database,
    ...more,
  }
  // Five minutes between tries are right at night and long in a test.
  for (const { path, content } of renderAirflow(options)) {
    await writeFile(
      join(airflow.dags, path),
      edit(content.replace('retry_delay=timedelta(seconds=300)', 'retry_delay=timedelta(seconds=1)')),
    )
  }
}
