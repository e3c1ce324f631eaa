import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const SCRIPT = `
import { registerHooks } from 'node:module'
import nodeTest from 'node:test'

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest') throw new Error('vitest is not installed')
    return next(specifier, context)
  },
})
const { memoryStore, stagerChecks } = await import('@tamis/testkit/checks')
const store = memoryStore()
for (const check of stagerChecks({ stager: () => store.stager }).slice(0, 2)) {
  nodeTest(check.promise, () => check.run())
}
`

test('the checks run under another runner, without vitest', () => {
  const node = ['--conditions=@tamis/source', '--input-type=module', '--eval', SCRIPT]
  const { stdout, status } = spawnSync(process.execPath, node, { cwd: import.meta.dirname, encoding: 'utf8' })
  expect(stdout).toContain('any bytes come back exactly')
  expect(stdout).toMatch(/pass 2\n/)
  expect(status).toBe(0)
})
