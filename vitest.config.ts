import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Workspace packages resolve to their sources, so unit tests need no build.
  ssr: { resolve: { conditions: ['@tamis/source'] } },
  test: {
    // No test waits so long by itself: this ends what hangs, also on a machine that is busy with other things.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Half of all tests wait for other processes, so no core is left to itself.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // oclif prints through console; without this nothing of it can be captured.
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
          // They share no state, and loading the same modules for each file took longer than half of the tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'e2e', include: ['test/**/*.test.ts', 'examples/**/*.test.ts'] } },
    ],
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'], reporter: ['text', 'lcov'] },
  },
})
