import { json, TOOLS } from './manifest.ts'
import type { PluginName } from './names.ts'

const COMPILER = {
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
}

const BIOME = {
  $schema: `https://biomejs.dev/schemas/${TOOLS['@biomejs/biome']}/schema.json`,
  files: { includes: ['**', '!dist'] },
  formatter: { indentStyle: 'space', lineWidth: 110 },
  javascript: { formatter: { quoteStyle: 'single', semicolons: 'asNeeded' } },
  json: { formatter: { expand: 'always' } },
  linter: { rules: { preset: 'recommended', suspicious: { noExplicitAny: 'error' } } },
}

const CHANGESETS = {
  $schema: 'https://unpkg.com/@changesets/config@4.0.1/schema.json',
  changelog: '@changesets/cli/changelog',
  access: 'public',
  baseBranch: 'main',
}

/** Everything around the code that does not depend on the kind of plugin, by path. */
export function settingsFiles(name: PluginName, year: number): Readonly<Record<string, string>> {
  const emit = { rootDir: 'src', outDir: 'dist', noEmit: false, declaration: true, sourceMap: true }
  return {
    'tsconfig.json': json({ compilerOptions: { ...COMPILER, noEmit: true }, include: ['src', 'test'] }),
    'tsconfig.build.json': json({ extends: './tsconfig.json', compilerOptions: emit, include: ['src'] }),
    'biome.json': json(BIOME),
    '.gitignore': 'node_modules\ndist\n*.tgz\n',
    '.changeset/config.json': json(CHANGESETS),
    '.changeset/first-release.md': `---\n"${name.package}": minor\n---\n\nAdd the first release.\n`,
    LICENSE: license(name, year),
  }
}

function license(name: PluginName, year: number): string {
  return `MIT License

Copyright (c) ${year} the authors of ${name.package}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`
}
