import { readFileSync } from 'node:fs'

/** A step of a page that is to be followed: commands for a shell, or a file to be written where one stands by then. */
export type Step = { readonly commands: string } | { readonly path: string; readonly content: string }

/** The steps of a page of documentation, in order: ```sh, and any language with `title="path"`. */
export function stepsOf(page: string | URL): readonly Step[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```(?:(sh)|\w+ title="([^"]+)")\n(.*?)^```$/gms)
  return [...blocks].map(([, shell, path = '', text = '']) =>
    shell === undefined ? { path, content: text } : { commands: text },
  )
}
