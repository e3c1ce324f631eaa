import { defineConfig } from 'tsup'
import { bundledLicenses } from '../../scripts/bundled-licenses.ts'
import shared from '../../tsup.config.ts'

// What a bundled CommonJS module expects to find around it.
const COMMONJS = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname`

export default defineConfig({
  ...shared,
  entry: ['src/index.ts', 'src/execute.ts', 'src/commands.ts', 'src/command-not-found.ts', 'src/help.ts'],
  // oclif's core with all it needs, a hundred files of CommonJS: as a bundle it starts in half the time. It
  // must be imported statically: `import()` of a bundled CommonJS module has no names.
  noExternal: [/^@oclif\/core/],
  // Looked for at run time, and only when sources of a plugin are run without a build.
  external: ['typescript'],
  banner: { js: COMMONJS },
  esbuildPlugins: [bundledLicenses('dist/BUNDLED_LICENSES.txt')],
})
