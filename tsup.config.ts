import { defineConfig } from 'tsup'

// Shared by every package: JavaScript comes from tsup, declarations from tsc (tsup's `dts` needs TypeScript 6).
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node22',
  sourcemap: true,
  // Every package carries its sources, so the maps need not.
  esbuildOptions: (options) => {
    options.sourcesContent = false
  },
  clean: true,
  silent: true,
})
