import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { emptyFolder, standingAt } from './cli.ts'
import { stepsOf, withOutput } from './doc-blocks.ts'
import { HAS_TERMINAL, onTerminal, shellEnvironment } from './terminal.ts'

const ROOT = resolve(import.meta.dirname, '..')
const DOCS = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: ROOT }).filter(
  (path) => stepsOf(readFileSync(join(ROOT, path), 'utf8')).length > 0,
)
const BEGIN = Date.parse('2026-11-22T05:00:00Z')
const clockAt = (minute: number) => standingAt(new Date(BEGIN + minute * 60_000).toISOString())
const SETTING = /^export (\w+)=(\S+)$/

describe.each(DOCS)('%s', (path) => {
  const document = readFileSync(join(ROOT, path), 'utf8')
  const steps = stepsOf(document)

  test.skipIf(!HAS_TERMINAL)('shows what its commands print on a terminal (if not: vitest -u)', async () => {
    const cwd = emptyFolder()
    const env: Record<string, string> = { NO_COLOR: '1' }
    const outputs: string[] = []
    for (const [minute, { line }] of steps.entries()) {
      const [, name, value = ''] = SETTING.exec(line) ?? []
      if (name !== undefined) env[name] = value
      const printed =
        name === undefined
          ? (await onTerminal(line, { cwd, env: { ...env, ...clockAt(minute) } })).screen
          : ''
      outputs.push(printed.replaceAll(cwd, '/home/you'))
    }
    await expect(withOutput(document, outputs)).toMatchFileSnapshot(join(ROOT, path))
  })

  test('has commands that end well in a pipe too, each with one line of JSON or a document', async () => {
    const cwd = emptyFolder()
    const env: Record<string, string> = { ...shellEnvironment(cwd) }
    for (const { line } of steps) {
      const [, name, value = ''] = SETTING.exec(line) ?? []
      if (name !== undefined) {
        env[name] = value
        continue
      }
      const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd, env, maxBuffer: 2 ** 26 })
      expect(stdout, line).not.toContain('\u001b')
      const [first = ''] = stdout.split('\n')
      if (/^[[{]/.test(first)) expect(() => JSON.parse(first), line).not.toThrow()
    }
  })
})
