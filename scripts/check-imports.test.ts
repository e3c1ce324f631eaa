import { expect, test } from 'vitest'
import { importsOf, objection } from './check-imports.ts'

test('imports are found whatever their form', () => {
  const source = `import a from 'a'\nimport type { B,\n  C } from "b"\nexport * from './c.ts'\nconst d = await import('d')\n`
  expect(importsOf('f.ts', source).map((found) => found.target)).toEqual(['a', 'b', './c.ts', 'd'])
})

test.each([
  ['packages/sink-sqlite/src/index.ts', '@tamis/core'],
  ['packages/cli/src/index.ts', '@tamis/testkit/server'],
  ['packages/core/src/load/sink.ts', '../transform/rule.ts'],
  ['packages/core/src/index.ts', './run/run-pipeline.ts'],
  ['packages/core/src/extract/retry.ts', 'p-retry'],
])('%s may import %s', (file, target) => {
  expect(objection({ file, target })).toBeUndefined()
})

test.each([
  ['packages/sink-sqlite/src/index.ts', '@tamis/source-coingecko'],
  ['packages/core/src/index.ts', '@tamis/sink-sqlite'],
  ['packages/core/src/transform/rule.ts', '../load/sink.ts'],
  ['packages/core/src/flow.ts', './extract/retry.ts'],
  ['packages/core/src/stage/page-hash.ts', 'lodash'],
  ['packages/cli/src/index.ts', '../../core/src/index.ts'],
])('%s may not import %s', (file, target) => {
  expect(objection({ file, target })).toBeTypeOf('string')
})
