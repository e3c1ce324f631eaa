import { execFile } from 'node:child_process'
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLUGIN_KINDS } from '../packages/cli/src/scaffold/kinds.ts'
import { makePackage } from '../packages/cli/src/scaffold/make-package.ts'
import { TOOLS } from '../packages/cli/src/scaffold/manifest.ts'
import { pluginName } from '../packages/cli/src/scaffold/names.ts'
import { writePackage } from '../packages/cli/src/scaffold/write-package.ts'
import { emptyFolder, json, tamis } from './cli.ts'
import { stepsOf } from './docs-steps.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** The shortest name that there can be, and the longest, which has another number of words. */
const NAMES = ['x', 'a-name-of-twenty-eight-chars'] as const

// Where packages are found as examples find them; `system` has the same with what is packed, and npm.
const folder = mkdtempSync(join(ROOT, 'examples', '.plugin-new-'))
const folderOf = (kind: string, name: string): string => join(folder, `${name.length}`, kind)
beforeAll(async () => {
  for (const kind of PLUGIN_KINDS) {
    for (const text of NAMES) {
      const files = makePackage({ kind, name: pluginName(text, kind), version: '0.1.0', year: 2026 })
      await writePackage(folderOf(kind, text), files)
    }
  }
})
/** What docs/writing-a-source.md makes of a source; `system` follows it to the letter. */
const harbour = folderOf('harbour', NAMES[1])
beforeAll(async () => {
  const name = pluginName('tamis-source-harbour', 'source')
  await writePackage(harbour, makePackage({ kind: 'source', name, version: '0.1.0', year: 2026 }))
  for (const step of stepsOf(join(ROOT, 'docs/writing-a-source.md'))) {
    if ('path' in step && step.path.endsWith('.ts')) writeFileSync(join(harbour, step.path), step.content)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function tool(name: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1' }
  try {
    await promisify(execFile)(join(ROOT, 'node_modules/.bin', name), args, { cwd, env })
    return ''
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
    return `${cwd}\n${stdout}${stderr}`
  }
}

test.each(PLUGIN_KINDS)('a %s is linted under any name, and has types that fit', async (kind) => {
  for (const name of NAMES) {
    const lint = ['ci', '--colors=off', '--vcs-enabled=false', '.']
    expect(await tool('biome', lint, folderOf(kind, name))).toBe('')
  }
  expect(await tool('tsc', [], folderOf(kind, NAMES[0]))).toBe('')
})

test('so is the source of the documentation', async () => {
  expect(await tool('biome', ['ci', '--colors=off', '--vcs-enabled=false', '.'], harbour)).toBe('')
  expect(await tool('tsc', [], harbour)).toBe('')
})

test('the source of the documentation passes its suite, and a rule and a command theirs under another name', async () => {
  // Stager and sink take longer: `system` runs theirs, and the examples are the same code.
  const root = join(folder, `${NAMES[1].length}`)
  expect(await tool('vitest', ['run', '--root', root, 'harbour', 'rule', 'command'], folder)).toBe('')
})

test('nothing of a template is left in what has another name', () => {
  for (const file of globSync('**/*', { cwd: folder, withFileTypes: true })) {
    if (!file.isFile()) continue
    const text = readFileSync(join(file.parentPath, file.name), 'utf8')
    expect(text, file.name).not.toMatch(
      /north[-_]?star|page[-_]?folder|price[-_]?jump|json[-_]?lines|market[-_]?size/i,
    )
  }
})

test('the tools of a new package are those that tamis is built with', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(devDependencies).toMatchObject(TOOLS)
})

test('a package is begun with one command, which says what comes next', async () => {
  const cwd = emptyFolder()
  const made = await tamis(['plugin', 'new', 'rule', '@acme/tamis-rule-gap'], { cwd })
  expect(json(made)).toMatchObject({
    kind: 'rule',
    name: '@acme/tamis-rule-gap',
    folder: join(cwd, 'tamis-rule-gap'),
  })
  const manifest = JSON.parse(readFileSync(join(cwd, 'tamis-rule-gap/package.json'), 'utf8'))
  expect(manifest).toMatchObject({
    name: '@acme/tamis-rule-gap',
    peerDependencies: { '@tamis/core': '^0.1.0' },
  })
  expect(readFileSync(join(cwd, 'tamis-rule-gap/src/rule.ts'), 'utf8')).toContain("id: 'gap'")
  expect(readdirSync(join(cwd, 'tamis-rule-gap'))).toEqual(
    expect.arrayContaining(['README.md', '.changeset', 'LICENSE']),
  )

  const again = await tamis(['plugin', 'new', 'rule', 'tamis-rule-gap'], { cwd })
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') })
})

test.each([
  '../outside',
  '/outside',
  'a/b',
  'Upper',
  'under_score',
  '-dash',
  'dash-',
  '.hidden',
  '1st',
  'http',
  'tamis',
  '@tamis/core',
  '@/x',
  'x y',
  'x;id',
  '$(id)',
  'x\n',
  '‮x',
  '',
  'x'.repeat(29),
])('%j is no name, and a better one is proposed', (text) => {
  const propose = (): unknown => pluginName(text, 'source')
  expect(propose).toThrow(expect.objectContaining({ code: 'usage.invalid' }))
  const { hint } = (() => {
    try {
      return propose() as { readonly hint: string }
    } catch (error) {
      return error as { readonly hint: string }
    }
  })()
  const [, proposed = ''] = /^Try (.*)\.$/.exec(hint) ?? []
  expect(pluginName(proposed, 'source').package).toBe(proposed)
})

test('nothing is written where something is: a file, a folder that is not empty, a link', async () => {
  const cwd = emptyFolder()
  const files = new Map([['src/index.ts', 'x']])
  writeFileSync(join(cwd, 'file'), 'mine')
  symlinkSync(join(cwd, 'nowhere'), join(cwd, 'link'))
  for (const name of ['.', 'file', 'file/below', 'link']) {
    await expect(writePackage(join(cwd, name), files)).rejects.toMatchObject({ code: 'usage.invalid' })
  }
  expect(readdirSync(cwd).sort()).toEqual(['file', 'link'])
  mkdirSync(join(cwd, 'empty'))
  await writePackage(join(cwd, 'empty'), files)
  expect(readdirSync(join(cwd, 'empty'))).toEqual(['src'])
})
