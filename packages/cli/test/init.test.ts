import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkConfig } from '../src/config/config-schema.ts'
import { readSettings } from '../src/config/settings.ts'
import { usualAnswers } from '../src/init/answers.ts'
import { jsonConfig, typescriptConfig } from '../src/init/config-text.ts'
import { costOf } from '../src/init/cost.ts'
import { ignoreRules, withRules } from '../src/init/side-files.ts'
import { folderWith } from './folder.ts'

const USUAL = { ...usualAnswers({}), issues: 'data/issue' }
const CONTENT = { ...USUAL, cost: costOf(1, USUAL) }

test('examples/init.config.ts is what tamis init writes (if not: vitest -u)', async () => {
  await expect(typescriptConfig(CONTENT)).toMatchFileSnapshot('../../../examples/init.config.ts')
})

test.each(['data/market.db', "o'clock/m.db", 'back\\slash.db', '$' + '{HOME}/`m`.db', '*/ m.db'])(
  'TypeScript and JSON come to the same for a database at %s',
  async (database) => {
    const content = { ...CONTENT, database, universe: 'ids:a b,-c' }
    const folder = folderWith({
      'tamis.config.ts': typescriptConfig(content),
      'other/tamis.config.json': jsonConfig(content, 'schema.json'),
    })
    const read = await readSettings({}, {}, folder)
    const json = await readSettings({}, {}, join(folder, 'other'))
    expect([read.database, read.issues, read.pipelines]).toEqual([json.database, json.issues, json.pipelines])
    expect(read.database).toBe(database)
    expect(() => checkConfig(JSON.parse(jsonConfig(content, 's')), 'f')).not.toThrow()
  },
)

test('what a set-up asks a month is the requests of a run for each time of day', () => {
  expect(costOf(74, { key: 'demo', at: ['05:00', '17:00'] })).toEqual({
    requestsPerRun: 74,
    runsPerMonth: 60,
    requestsPerMonth: 4440,
    quota: 10_000,
    durationMs: 177_600,
  })
  expect(costOf(1, { key: 'none', at: [] })).toMatchObject({ requestsPerMonth: 0, quota: null })
})

test('the environment tells which key there is', () => {
  expect(usualAnswers({ COINGECKO_DEMO_API_KEY_FILE: '/k' }).key).toBe('demo')
  expect(usualAnswers({ COINGECKO_PRO_API_KEY: 'CG-x', COINGECKO_DEMO_API_KEY: '' }).key).toBe('pro')
  expect(usualAnswers({}).key).toBe('none')
})

test('ignore rules name the files of tamis alone, and none outside the folder', () => {
  expect(ignoreRules('src/m.db', 'src/issue')).toEqual(['.env', '/tamis-demo/', '/src/m.db*', '/src/issue/'])
  expect(ignoreRules('../m.db', '/srv/issue')).toEqual(['.env', '/tamis-demo/'])
  expect(ignoreRules('a\n*', 'issue')).toEqual(['.env', '/tamis-demo/', '/issue/'])
  expect(ignoreRules('#1 *.db', 'issue')).toContain('/\\#1\\ \\*.db*')
})

test('an ignore file keeps every byte that it has, and gets what it lacks', () => {
  expect(withRules('', ['a'])).toBe('# tamis: keys and data\na\n')
  expect(withRules('x\r\na', ['a', 'b'])).toBe('x\r\na\n\n# tamis: keys and data\nb\n')
  expect(withRules('b\na\n', ['a', 'b'])).toBeNull()
})
