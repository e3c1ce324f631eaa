import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const PAGES = globSync(
  ['*.md', 'packages/*/README.md', 'bench/**/*.md', 'docs/**/*.md', 'examples/**/README.md'],
  { cwd: ROOT, exclude: ['**/node_modules/**'] },
)

interface Link {
  readonly page: string
  /** Absolute: the page itself for a link within it. */
  readonly file: string
  readonly anchor: string | undefined
}

const LINKS = PAGES.flatMap((page): Link[] => {
  const targets = readFileSync(resolve(ROOT, page), 'utf8').matchAll(
    /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g,
  )
  return [...targets].map(([, path = '', anchor]) => {
    const file = path === '' ? resolve(ROOT, page) : resolve(ROOT, dirname(page), path)
    return { page, file, anchor }
  })
})

test('every link of the documentation to a file of the project leads somewhere', () => {
  expect(PAGES).toContain('README.md')
  expect(LINKS.filter(({ file }) => !existsSync(file))).toEqual([])
})

test('every link to a part of a page names a heading of it', () => {
  const anchored = LINKS.filter(({ file, anchor }) => anchor !== undefined && existsSync(file))
  expect(anchored.length).toBeGreaterThan(10)
  expect(anchored.filter(({ file, anchor = '' }) => !anchorsOf(file).includes(anchor))).toEqual([])
})

/** Of the headings of a page, as GitHub makes them. */
function anchorsOf(file: string): readonly string[] {
  if (statSync(file).isDirectory()) return []
  const text = readFileSync(file, 'utf8').replaceAll(/^ *```.*?^ *```$/gms, '')
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
