import { readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where one run of a peer may write. */
export interface Place {
  readonly url: string
  /** An empty folder. */
  readonly folder: string
  /** Not there yet. */
  readonly database: string
}

export interface Peer {
  readonly name: string
  /** Requests under way at once. */
  readonly atOnce: number
  /** What it did in the same run besides rows in a table. */
  readonly besides: string
  /** A file that is there once the peer is installed. */
  readonly needs: string
  /** Commands that run as a pipe. Writes the configuration that they need. */
  commands(place: Place): readonly (readonly string[])[]
  /** SQL for every coin that it kept, with the columns that are held against the market. */
  readonly rows: string
  /** SQL for the ids that it put aside. */
  readonly rejected?: string
}

const HERE = import.meta.dirname
const ENVIRONMENTS = process.env.TAMIS_PEERS ?? join(homedir(), '.cache', 'tamis-peers')
const CLI = join(HERE, '..', '..', 'packages', 'cli')
const CLIENT = join(HERE, 'coingecko-client')
const COLUMNS = 'symbol, name, current_price, market_cap, total_volume, circulating_supply, ath, last_updated'

function tamis(atOnce: number): Peer {
  const { version } = readJson(join(CLI, 'package.json'))
  const bin = join(CLI, 'bin', 'run.js')
  return {
    name: `tamis ${version}${atOnce === 1 ? ', one at a time' : ''}`,
    atOnce,
    besides: 'raw answers kept; every record judged, the bad ones in quarantine; a ledger; resumes mid-way',
    needs: join(CLI, 'dist', 'execute.js'),
    commands(place) {
      const options = { universe: 'all', baseUrl: place.url, requestsPerMinute: 0, concurrency: atOnce }
      const config = writeJson(place, 'tamis.config.json', {
        database: place.database,
        issues: join(place.folder, 'issue'),
        pipelines: { markets: { source: { use: '@tamis/source-coingecko', with: options } } },
      })
      return [[process.execPath, bin, 'run', '--config', config]]
    },
    rows: `select coin_id as id, ${COLUMNS} from crypto_markets`,
    rejected: 'select coin_id from quarantine',
  }
}

function coingeckoClient(): Peer {
  const { dependencies } = readJson(join(CLIENT, 'package.json'))
  const name = '@coingecko/coingecko-typescript'
  return {
    name: `a script with ${name} ${(dependencies as Record<string, string>)[name]}`,
    atOnce: 4,
    besides: 'nothing',
    needs: join(CLIENT, 'node_modules', name, 'package.json'),
    commands: ({ url, database }) => [[process.execPath, join(CLIENT, 'snapshot.mjs'), url, database]],
    rows: `select id, ${COLUMNS} from coins`,
  }
}

function dlt(): Peer {
  const python = join(ENVIRONMENTS, 'dlt', 'bin', 'python')
  return {
    name: pinned('dlt'),
    atOnce: 1,
    besides: 'tables and types made from the data; a failed load is taken up again, a failed extract is not',
    needs: python,
    commands: ({ url, database, folder }) => [
      [python, join(HERE, 'dlt', 'pipeline.py'), url, database, folder],
    ],
    rows: `select id, ${COLUMNS} from coins`,
  }
}

function singer(): Peer {
  const python = join(ENVIRONMENTS, 'singer', 'bin', 'python')
  return {
    name: `tap and target with ${pinned('singer', 'singer-sdk')}`,
    atOnce: 1,
    besides: 'every record held against a JSON schema; either half goes with any other',
    needs: python,
    commands(place) {
      const tap = writeJson(place, 'tap.json', { base_url: place.url })
      const flat = { flattening_enabled: true, flattening_max_depth: 1 }
      const target = writeJson(place, 'target.json', { database: place.database, ...flat })
      return [
        [python, join(HERE, 'singer', 'tap.py'), '--config', tap],
        [python, join(HERE, 'singer', 'target.py'), '--config', target],
      ]
    },
    rows: `select id, ${COLUMNS} from coins`,
  }
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>
}

function writeJson(place: Place, name: string, value: unknown): string {
  const path = join(place.folder, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

function pinned(folder: string, name = folder): string {
  const lines = readFileSync(join(HERE, folder, 'requirements.txt'), 'utf8').split('\n')
  return lines.find((line) => line.startsWith(`${name}==`))?.replace('==', ' ') ?? name
}

export const PEERS: readonly Peer[] = [tamis(4), tamis(1), coingeckoClient(), dlt(), singer()]
