import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
// Those under api are generated from what is compiled.
const PAGES = globSync(['README.md', 'packages/*/README.md', 'docs/*.md', 'docs/decisions/*.md'], {
  cwd: ROOT,
})

/** A block of code of a page. */
interface Block {
  readonly line: number
  readonly code: string
}

function blocksOf(page: string, language: string): readonly Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const blocks = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\`$`, 'gms')
  return [...text.matchAll(blocks)].map(({ index, 1: indent = '', 2: code = '' }) => ({
    line: text.slice(0, index).split('\n').length,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
}

/** The name that a block has if its first line is a comment with it: files of one page find each other by theirs. */
function nameOf({ line, code }: Block): string {
  return /^\/\/ ([\w.-]+\.ts)\n/.exec(code)?.[1] ?? `line-${line}.ts`
}

// Inside the workspace, so that packages are found as a reader's project finds them.
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, '.docs-code-'))
  for (const page of PAGES) {
    for (const block of blocksOf(page, 'ts'))
      write(join(page.replaceAll(/[^a-zA-Z]/g, '_'), nameOf(block)), block.code)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): void {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

test('TypeScript in the documentation compiles against the packages', () => {
  const files = globSync('**/*.ts', { cwd: folder })
  expect(files.length).toBeGreaterThan(5)
  const compilerOptions = { noEmit: true, customConditions: ['@tamis/source'], noUnusedLocals: false }
  write('tsconfig.json', JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions, files }))
  expect(output('tsc', '--project', folder)).toBe('')
})

test('tests in the documentation pass', { timeout: 300_000 }, () => {
  expect(globSync('**/*.test.ts', { cwd: folder }).length).toBeGreaterThan(0)
  write('vitest.config.ts', `export default { ssr: { resolve: { conditions: ['@tamis/source'] } } }\n`)
  expect(output('vitest', 'run', '--root', folder, '--reporter', 'dot')).toMatch(/Tests +\d+ passed/)
})

test('what the documentation quotes stands in the sources', () => {
  const quotes = PAGES.flatMap((page) => blocksOf(page, 'typescript'))
  expect(quotes.length).toBeGreaterThan(0)
  for (const { code } of quotes) {
    const [first = '', ...lines] = code.split('\n')
    const source = readFileSync(join(ROOT, first.replace('// ', '')), 'utf8')
    expect(source).toContain(lines.join('\n'))
  }
})

function output(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    })
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}
