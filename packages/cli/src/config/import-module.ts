import { registerHooks } from 'node:module'

/**
 * Imports a module of the owner's. TypeScript of theirs is an ES module whatever the package.json beside it says: in a folder
 * of `npm init`, which says CommonJS, their configuration would not load otherwise.
 */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  if (url.includes('/node_modules/')) return await import(url)
  const hooks = registerHooks({
    load: (loaded, context, next) =>
      next(loaded, isOwnTypeScript(loaded) ? { ...context, format: 'module-typescript' } : context),
  })
  try {
    return await import(url)
  } finally {
    hooks.deregister()
  }
}

function isOwnTypeScript(url: string): boolean {
  return url.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/')
}
