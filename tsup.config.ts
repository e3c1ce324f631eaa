import { defineConfig } from 'tsup'

// Shared by every package: JavaScript comes from tsup, declarations from tsc (tsup's `dts` needs TypeScript 6).
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node22',
  sourcemap: true,
  clean: true,
  silent: true,
})
