import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ObserveConfig } from '../src/config/define-config.ts'
import { type ObserveFlags, observeSettings } from '../src/observe/settings.ts'
import { redact } from '../src/output/redact.ts'
import { folderWith } from './folder.ts'

type Env = Readonly<Record<string, string>>
const settingsOf = (flags: ObserveFlags, env: Env = {}, observe: ObserveConfig = {}) =>
  observeSettings(flags, env, { observe, folder: '/etc/tamis', cwd: '/srv' })

test('nobody hears of a run unless asked for', () => {
  expect(settingsOf({}, { TAMIS_NOTIFY_URL: '', OPENLINEAGE_URL: '' })).toMatchObject({
    openlineage: undefined,
    metrics: undefined,
    notify: undefined,
    problems: [],
  })
})

test('flag goes before environment, environment before config; paths count from where they are written', () => {
  const config = { metrics: 'metrics', notify: 'https://c.example/', openlineage: 'events.jsonl' }
  expect(settingsOf({}, {}, config)).toMatchObject({
    metrics: '/etc/tamis/metrics',
    openlineage: { file: '/etc/tamis/events.jsonl' },
  })
  const env = {
    TAMIS_METRICS_DIR: 'm',
    TAMIS_NOTIFY_URL: 'https://e.example/',
    OPENLINEAGE_URL: 'http://ol:5000',
  }
  expect(settingsOf({}, env, config)).toMatchObject({
    metrics: '/srv/m',
    openlineage: { url: { host: 'ol:5000' } },
  })
  expect(settingsOf({ notify: 'https://f.example/' }, env, config).notify?.host).toBe('f.example')
  expect(settingsOf({ openlineage: 'file:///var/log/ol.jsonl' }).openlineage).toEqual({
    file: '/var/log/ol.jsonl',
  })
  expect(settingsOf({}, { ...env, OPENLINEAGE_DISABLED: 'true' }).openlineage).toBeUndefined()
})

test('the webhook may come from a file, and shows nowhere', () => {
  const url = 'https://hooks.example/services/T000/B000/hunter2hunter2'
  const file = join(folderWith({ hook: `${url}\n` }), 'hook')
  expect(settingsOf({}, { TAMIS_NOTIFY_URL_FILE: file }).notify?.href).toBe(url)
  expect(redact(`POST ${url}`)).not.toContain('hunter2')
})

test('what cannot be used is left out and said without its value; as a flag it is refused', () => {
  const bad = { TAMIS_NOTIFY_URL: 'ftp://secret', OPENLINEAGE_URL: 's3://bucket', OPENLINEAGE_CONTEXT: '{' }
  const { problems, notify, openlineage } = settingsOf({}, bad)
  expect([notify, openlineage]).toEqual([undefined, undefined])
  expect(problems).toHaveLength(3)
  expect(problems.join()).not.toContain('secret')
  expect(settingsOf({}, { TAMIS_NOTIFY_URL_FILE: '/no/such/file' }).problems).toHaveLength(1)
  expect(() => settingsOf({ notify: 'hooks.example' })).toThrow(
    expect.objectContaining({ code: 'usage.invalid' }),
  )
})
