import { ENVIRONMENT } from '@tamis/source-coingecko'
import manifest from '../package.json' with { type: 'json' }
import type { ScheduleOptions } from '../src/schedule/options.ts'

/** What the files under deploy/ are made with: any plan, up to the whole market without a key. */
export const DEPLOYED: ScheduleOptions = {
  pipeline: 'markets',
  times: ['05:00', '17:00'],
  timezone: 'UTC',
  plannedSeconds: 29 * 60,
  command: ['/usr/bin/node', '/opt/tamis/node_modules/tamis/bin/run.js'],
  directory: '/var/lib/tamis',
  config: null,
  database: '/var/lib/tamis/data/market.db',
  issues: '/var/lib/tamis/data/issue',
  observed: [],
  user: null,
  variables: ENVIRONMENT,
  key: null,
  image: `tamis:${manifest.version}`,
  version: manifest.version,
}

/** A folder name that means something in every format. */
export const HOSTILE = `a b%h%%$HOME$(id)\${{ x }}"q'\\n#é`

export const HOSTILE_OPTIONS: ScheduleOptions = {
  ...DEPLOYED,
  command: ['/usr/bin/node', `/srv/${HOSTILE}/run.js`],
  directory: `/srv/${HOSTILE}`,
  config: `/srv/${HOSTILE}/tamis.config.json`,
  database: `/srv/${HOSTILE}/data/market.db`,
  issues: `/srv/${HOSTILE}/data/issue`,
  observed: [`/srv/${HOSTILE}/metrics`],
  user: 'alice',
  key: { variable: 'COINGECKO_PRO_API_KEY', file: `/srv/${HOSTILE}/key` },
}

export const CRON_PLACE = { hostTimezone: 'UTC', folder: '/opt/tamis' }
