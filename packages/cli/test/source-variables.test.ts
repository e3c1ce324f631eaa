import { expect, test } from 'vitest'
import type { Settings } from '../src/config/settings.ts'
import { sourceVariables } from '../src/config/source-variables.ts'
import { folderWith } from './folder.ts'

async function variablesOf(module: string) {
  const folder = folderWith({ 'package.json': { type: 'module' }, 'source.js': module })
  const pipelines = { mine: { source: { use: './source.js' } } }
  return sourceVariables({ folder, pipelines } as unknown as Settings, 'mine')
}

test('a module says what its source reads, or nothing', async () => {
  const said = `export const ENVIRONMENT = { keys: ['MINE_API_KEY'], others: ['MINE_URL'] }; export default () => 1`
  expect(await variablesOf(said)).toEqual({ keys: ['MINE_API_KEY'], others: ['MINE_URL'] })
  expect(await variablesOf('export default () => 1')).toEqual({ keys: [], others: [] })
})

test.each(['PATH=x', 'lower', 'A\nB', '$(x)', ''])(
  '%j is no name that a file of a scheduler may hold',
  async (name) => {
    const module = `export const ENVIRONMENT = { keys: [${JSON.stringify(name)}] }; export default () => 1`
    await expect(variablesOf(module)).rejects.toMatchObject({ code: 'plugin.invalid' })
  },
)
