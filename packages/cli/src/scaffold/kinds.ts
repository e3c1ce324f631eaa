/** Kinds of plugins that can be begun from a template. */
export const PLUGIN_KINDS = ['source', 'stager', 'rule', 'sink', 'command'] as const
export type PluginKind = (typeof PLUGIN_KINDS)[number]

/** Of each template, the two words by which it calls itself, so that every spelling of them is told apart. */
export const TEMPLATE_WORDS: Readonly<Record<PluginKind, readonly [string, string]>> = {
  source: ['north', 'star'],
  stager: ['page', 'folder'],
  rule: ['price', 'jump'],
  sink: ['json', 'lines'],
  command: ['market', 'size'],
}
