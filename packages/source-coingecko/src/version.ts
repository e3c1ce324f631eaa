import { createRequire } from 'node:module'

// The same path from src and, bundled, from dist.
const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string }

/** Of this plugin. */
export const VERSION = version
