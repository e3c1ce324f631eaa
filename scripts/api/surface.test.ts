import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { surfaceOf } from './surface.ts'

/** Files of declarations as tsc writes them; the first is the entry. */
function entryOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tamis-api-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return join(folder, Object.keys(files)[0] ?? '')
}

test('what is exported is found by name, wherever it stands and however it is passed on', () => {
  const { exported } = surfaceOf(
    entryOf({
      'index.d.ts': `export * from './a.ts';\nexport { b as default, type C } from './deep/b.ts';\nexport type { D } from 'other';\n`,
      'a.d.ts': `/** The a. */\nexport declare function a(x: {\n    y: number;\n}): void;\nexport declare function a(): "}";\n`,
      'deep/b.d.ts': `export interface C {\n    c: string;\n}\nexport declare const b: C;\n`,
    }),
  )
  expect(Object.fromEntries(exported)).toEqual({
    a: '/** The a. */\nexport declare function a(x: {\n    y: number;\n}): void;\nexport declare function a(): "}";',
    default: 'export declare const b: C;\nexport { b as default };',
    C: 'export interface C {\n    c: string;\n}',
    D: `export { D } from 'other';`,
  })
})

test('what an exported declaration is made of belongs to it, and the rest of a file does not', () => {
  const { behind } = surfaceOf(
    entryOf({
      'index.d.ts': `import type { Inner } from './inner.ts';\nexport type Outer = readonly Inner[];\ninterface Unused {\n    a: 1;\n}\n`,
      'inner.d.ts': `import type { Deep as Deeper } from './deep.ts';\nexport interface Inner {\n    of: Deeper;\n}\nexport type Other = 1;\n`,
      'deep.d.ts': `export type Deep = 'deep';\n`,
    }),
  )
  expect([...behind.keys()].sort()).toEqual(['Deep', 'Inner'])
})

test('a form that tsc does not write today is an error rather than a gap', () => {
  expect(() => surfaceOf(entryOf({ 'index.d.ts': 'export = something;\n' }))).toThrow('neither declaration')
  expect(() => surfaceOf(entryOf({ 'index.d.ts': 'export interface Open {\n' }))).toThrow('without end')
})
