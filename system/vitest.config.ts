import { defineConfig } from 'vitest/config'

const required = (process.env.TAMIS_REQUIRE ?? '').split(',')
/** Parts that take many minutes and much disk to set up: they run only where TAMIS_REQUIRE names them. */
const onRequest = ['airflow', 'docker'].filter((part) => !required.includes(part))
if (onRequest.length > 0)
  console.warn(`skipped: ${onRequest.join(', ')}; TAMIS_REQUIRE=${onRequest.join(',')} runs them`)

/** Tests with the real schedulers. They install what they need, take minutes and run one after the other. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@tamis/source'] } },
  test: {
    name: 'system',
    include: ['system/**/*.test.ts'],
    exclude: onRequest.map((part) => `system/${part}.test.ts`),
    root: new URL('..', import.meta.url).pathname,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['verbose'],
  },
})
