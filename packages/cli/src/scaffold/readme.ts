import type { PluginKind } from './kinds.ts'
import type { PluginName } from './names.ts'
import { spellingsOf } from './spellings.ts'

const SQLITE = '{ "use": "@tamis/sink-sqlite" }'
const COINGECKO = '{ "use": "@tamis/source-coingecko" }'

/** How a pipeline of a `tamis.config.json` takes a plugin of each kind. */
const USES: Readonly<Record<Exclude<PluginKind, 'command'>, (name: string) => readonly string[]>> = {
  source: (name) => [`"source": { "use": "${name}" }`],
  stager: (name) => [
    `"source": ${COINGECKO}`,
    `"stager": { "use": "${name}", "with": { "path": "data/pages" } }`,
    `"sink": ${SQLITE}`,
  ],
  // A list of rules takes the place of the default.
  rule: (name) => [
    `"source": ${COINGECKO}`,
    `"rules": [{ "use": "@tamis/rules-market" }, { "use": "${name}" }]`,
  ],
  sink: (name) => [
    `"source": ${COINGECKO}`,
    `"stager": ${SQLITE}`,
    `"sink": { "use": "${name}", "with": { "path": "data/out" } }`,
  ],
}

/** The README of a new plugin: what it is, how to use it, how to work on it. */
export function readme(name: PluginName, kind: PluginKind, description: string): string {
  return `# ${name.package}

${description}. A plugin for [tamis](https://www.npmjs.com/package/tamis).

## Use

${kind === 'command' ? commandUse(name) : pipelineUse(name, kind)}
## Work on it

\`\`\`sh
npm install
npm test            # ${kind === 'command' ? 'over a real database' : 'the conformance suite of @tamis/testkit, and what else `test` holds'}
npm run lint        # types, style, format; \`npm run fix\` formats
npm run build       # into \`dist\`
${kind === 'source' ? serving(name) : ''}\`\`\`

To publish: \`npx changeset\` notes a change, \`npx changeset version\` raises the version, \`npm run release\` publishes.
`
}

function pipelineUse(name: PluginName, kind: keyof typeof USES): string {
  const body = USES[kind](name.package)
    .map((member) => `      ${member}`)
    .join(',\n')
  const pipeline = kind === 'source' ? spellingsOf(name.words).kebab : 'markets'
  return `\`\`\`sh
npm install tamis ${name.package}     # or, once it is built, the path of its folder
\`\`\`

In \`tamis.config.json\`, then \`npx tamis run\`:

\`\`\`json
{
  "pipelines": {
    "${pipeline}": {
${body}
    }
  }
}
\`\`\`
`
}

/** How a source is tried where its API cannot be asked. */
function serving(name: PluginName): string {
  const variable = `${spellingsOf(name.words).screaming}_BASE_URL`
  return `npm run api         # what test/api.ts answers; ${variable}=http://127.0.0.1:8080 has the source ask it\n`
}

function commandUse(name: PluginName): string {
  return `\`\`\`sh
tamis plugins install ${name.package}     # or, from its folder once it is built: tamis plugins install .
tamis ${spellingsOf(name.words).kebab} --help
\`\`\`
`
}
