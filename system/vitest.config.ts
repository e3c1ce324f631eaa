import { defineConfig } from 'vitest/config'

/** Tests with the real schedulers. They install what they need, take minutes and run one after the other. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@tamis/source'] } },
  test: {
    name: 'system',
    include: ['system/**/*.test.ts'],
    root: new URL('..', import.meta.url).pathname,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['verbose'],
  },
})
