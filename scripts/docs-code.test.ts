import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const PAGES = ['README.md', 'packages/*/README.md', 'docs/**/*.md']

/** Every TypeScript block of a page, by the line it begins on. */
function blocksOf(page: string): readonly { readonly line: number; readonly code: string }[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    code: match[1] ?? '',
  }))
}

test('TypeScript in the documentation compiles against the packages', () => {
  // Inside the workspace, so that packages are found as a reader's project finds them.
  const folder = mkdtempSync(join(ROOT, '.docs-code-'))
  try {
    const files = globSync(PAGES, { cwd: ROOT }).flatMap((page) =>
      blocksOf(page).map(({ line, code }) => {
        const name = `${page.replaceAll(/[^a-zA-Z]/g, '_')}_line_${line}.ts`
        writeFileSync(join(folder, name), code)
        return name
      }),
    )
    expect(files.length).toBeGreaterThan(5)
    const compilerOptions = { noEmit: true, customConditions: ['@tamis/source'], noUnusedLocals: false }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions, files }),
    )
    expect(compile(folder)).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function compile(project: string): string {
  try {
    execFileSync('tsc', ['--project', project], { cwd: ROOT, encoding: 'utf8' })
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}
