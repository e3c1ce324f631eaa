import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const PAGES = ['*.md', 'packages/*/README.md', 'bench/**/*.md', 'docs/**/*.md', 'examples/**/README.md']

test('every link of the documentation to a file of the project leads somewhere', () => {
  const pages = globSync(PAGES, { cwd: ROOT, exclude: ['**/node_modules/**'] })
  const broken = pages.flatMap((page) => {
    const targets = [...readFileSync(resolve(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
    return targets
      .filter(([, target = '']) => !existsSync(resolve(ROOT, dirname(page), target)))
      .map(([, target]) => `${page}: ${target}`)
  })
  expect(pages).toContain('README.md')
  expect(broken).toEqual([])
})
