import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, json, rows, tamis } from './cli.ts'

/** A package of commands as simple as oclif takes it. */
function commandPackage(folder: string, commands: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  const oclif = { commands: { strategy: 'explicit', target: './index.js', identifier: 'COMMANDS' } }
  const manifest = { name: 'tamis-plugin-hello', version: '1.2.3', type: 'module', oclif }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const classes = Object.entries(commands).map(
    ([id, says]) =>
      `${JSON.stringify(id)}: class { static flags = {}; static args = {}; static run() { console.log(${JSON.stringify(says)}) } }`,
  )
  writeFileSync(join(folder, 'index.js'), `export const COMMANDS = { ${classes.join(',\n')} }`)
}

test('a package of commands is installed with npm, used and taken away; what tamis has itself stays its own', async () => {
  const cwd = emptyFolder()
  commandPackage(join(cwd, 'hello'), { hello: 'Hello!', demo: 'not the demo' })
  const run = (...args: string[]) => tamis(args, { cwd })
  expect(rows(await run('plugins'))).toEqual([])
  const installed = { name: 'tamis-plugin-hello', version: '1.2.3', commands: ['hello'] }
  expect(json(await run('plugins', 'install', './hello'))).toEqual(installed)
  expect(rows(await run('plugins'))).toMatchObject([installed])
  expect(await run('hello')).toMatchObject({ code: 0, stdout: 'Hello!\n' })
  expect((await run('hallo')).stderr).toContain('Did you mean `tamis hello`?')
  expect((await run('demo', '--help')).stdout).toContain('The whole pipeline')
  expect((await run('plugins', 'uninstall', 'tamis-plugin-hallo')).stderr).toContain(
    'Did you mean tamis-plugin-hello?',
  )
  expect((await run('plugins', 'uninstall', 'tamis-plugin-hello')).code).toBe(0)
  expect((await run('hello')).code).toBe(2)
})

test('what is no package of commands is not installed, and no word reaches a shell', async () => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, 'library'))
  writeFileSync(join(cwd, 'library/package.json'), '{"name":"library","version":"1.0.0"}')
  commandPackage(join(cwd, 'broken'), {})
  writeFileSync(join(cwd, 'broken/index.js'), 'throw new Error("on load")')
  const run = (spec: string) => tamis(['plugins', 'install', '--', spec], { cwd })
  const [library, broken] = [await run('./library'), await run('./broken')]
  expect([library.code, broken.code]).toEqual([78, 78])
  expect(library.stderr).toContain('library has no commands')
  expect(broken.stderr).toContain('brings no command that can be loaded')
  const others = await Promise.all(['--global', '$(id)', 'a;b', 'a b && c'].map(run))
  expect(others.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  expect(rows(await tamis(['plugins'], { cwd }))).toEqual([])
})

test('a plugin whose folder is gone is told and keeps no other command from working', async () => {
  const cwd = emptyFolder()
  commandPackage(join(cwd, 'hello'), { hello: 'Hello!' })
  await tamis(['plugins', 'install', './hello'], { cwd })
  rmSync(join(cwd, 'hello'), { recursive: true })
  expect(rows(await tamis(['plugins'], { cwd }))).toMatchObject([
    { name: 'tamis-plugin-hello', version: null },
  ])
  expect(json(await tamis(['run', '--dry-run'], { cwd }))).toMatchObject({ status: 'planned' })
})
