import { defineConfig, type Options } from 'tsup'
import { bundledLicenses } from '../../scripts/bundled-licenses.ts'
import shared from '../../tsup.config.ts'

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

// What a bundled CommonJS module expects to find around it.
const COMMONJS = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname`

/**
 * Bundles two packages with all they need, and nothing else. oclif's core is a hundred files of CommonJS that start in half the
 * time as one; it must be imported statically, as `import()` of a bundled CommonJS module has no names. Of echarts, 62 MB,
 * the report needs two charts, 1 MB.
 */
const bundled: EsbuildPlugin = {
  name: 'bundled',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      // oclif looks for it when it runs, if sources of a plugin are run without a build.
      if (path === 'typescript') return { external: true }
      const isBundled = /^(@oclif\/core|echarts)\//.test(path) || importer.includes('node_modules')
      return isBundled || kind === 'entry-point' ? undefined : { external: true }
    })
  },
}

export default defineConfig({
  ...shared,
  entry: ['src/index.ts', 'src/execute.ts', 'src/commands.ts', 'src/command-not-found.ts', 'src/help.ts'],
  // tsup goes by names alone, and oclif needs other versions of what the command needs too.
  noExternal: [/./],
  banner: { js: COMMONJS },
  esbuildPlugins: [bundled, bundledLicenses('dist/BUNDLED_LICENSES.txt')],
})
