import { relative } from 'node:path/posix'
import { TamisError } from '@tamis/core'
import { runArguments, timesInWords } from './arguments.ts'
import { githubString, shellWord } from './escape.ts'
import { FATAL_EXIT_CODES, RETRY_DELAY_SECONDS, STARTS_PER_SLOT, timeLimits } from './limits.ts'
import { type ScheduleFile, type ScheduleOptions, unitName } from './options.ts'
import { cronExpressions, isUtc } from './times.ts'

/**
 * A workflow that keeps its database in the cache of the repository. GitHub's clock is UTC only.
 * @throws usage.invalid for another time zone, and for files outside of `directory`, the repository
 */
export function renderGithub(options: ScheduleOptions): readonly ScheduleFile[] {
  if (!isUtc(options.timezone)) {
    throw new TamisError('usage.invalid', {
      message: `GitHub starts workflows by UTC, not by ${options.timezone}.`,
      hint: 'Give the times in UTC with --timezone UTC, or take another scheduler.',
    })
  }
  const unit = unitName(options)
  return [{ path: `.github/workflows/${unit}.yml`, content: workflow(options, unit) }]
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: GitHub's expressions.
const RUN_ID = '${{ github.run_id }}-${{ github.run_attempt }}'

const secret = (name: string): string => `${name}: \${{ secrets.${name} }}`

function keys({ variables }: ScheduleOptions): string {
  const [first, ...more] = variables.keys
  if (first === undefined) return ''
  const which = more.length === 0 ? 'Set it' : `Set one of the ${more.length === 1 ? 'two' : more.length + 1}`
  const lines = [`# ${which} as a secret of the repository, or none.`, ...variables.keys.map(secret)]
  return lines.map((line) => `          ${line}\n`).join('')
}

function workflow(options: ScheduleOptions, unit: string): string {
  const limits = timeLimits(options.plannedSeconds)
  const crons = cronExpressions(options.times).map((expression) => `    - cron: "${expression}"`)
  const repository = inRepository(options)
  const command = ['npx', '--yes', `tamis@${options.version}`, ...runArguments(repository)].map(shellWord)
  const data = repository.database.replace(/\/[^/]*$/, '')
  return `# tamis: one batch of ${options.pipeline} at ${timesInWords(options)}. Made by \`tamis schedule github\`.
# GitHub may start it late, leaves it out at times of load, runs it on the default branch only, and pauses it
# after 60 days without a commit in a public repository. Caches last 7 days after their last use; the database
# is kept as an artifact of each run besides. Where that is not good enough, take systemd, Airflow or Kubernetes.
name: ${unit}

on:
  schedule:
${crons.join('\n')}
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: ${unit}
  cancel-in-progress: false

jobs:
  run:
    runs-on: ubuntu-24.04
    timeout-minutes: ${Math.ceil(limits.slot / 60)}
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      # For plugins and configs in TypeScript: - run: npm ci
      - name: Bring the database back
        uses: actions/cache/restore@v4
        with:
          path: ${githubString(data)}
          key: ${unit}-${RUN_ID}
          restore-keys: ${unit}-
      - name: Run one batch, with another start where that can help
        shell: bash
        env:
          NO_COLOR: "1"
          TAMIS_DATABASE: ${githubString(repository.database)}
          # The same for a re-run, which goes on with the batch.
          BATCH: ${options.pipeline}-gha-\${{ github.run_id }}
${keys(options)}          # A webhook that is posted to when a run fails, or none.
          ${secret('TAMIS_NOTIFY_URL')}
        run: |
          for start in $(seq ${STARTS_PER_SLOT}); do
            [ "$start" = 1 ] || sleep ${RETRY_DELAY_SECONDS}
            code=0
            timeout -k 60 ${limits.kill} \\
              ${githubLiteral(command.join(' '))} --batch-id "$BATCH" > result.json || code=$?
            cat result.json
            case $code in 0 | ${FATAL_EXIT_CODES.join(' | ')}) break ;; esac
          done
          { echo '\`\`\`json'; cat result.json; echo '\`\`\`'; } >> "$GITHUB_STEP_SUMMARY"
          exit "$code"
      - name: Keep the database
        if: always()
        uses: actions/cache/save@v4
        with:
          path: ${githubString(data)}
          key: ${unit}-${RUN_ID}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: ${unit}-${RUN_ID}
          path: ${githubString(data)}
          if-no-files-found: warn
`
}

/** Inside `run: |` nothing is quoted for YAML, but expressions are still expanded. */
const githubLiteral = (text: string): string => text.replaceAll('${{', () => "${{ '${{' }}")
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: GitHub's expressions.

/** The paths as seen from the root of the repository, where the workflow runs. */
function inRepository(options: ScheduleOptions): ScheduleOptions {
  const inside = (path: string): string => {
    const short = relative(options.directory, path)
    if (short !== '' && !short.startsWith('..')) return short
    throw new TamisError('usage.invalid', {
      message: `${JSON.stringify(path)} is not in ${JSON.stringify(options.directory)}, and so not in the repository.`,
      hint: 'Run this in the root of the repository, with the config and the database inside it.',
    })
  }
  const config = options.config === null ? null : inside(options.config)
  return { ...options, config, database: inside(options.database) }
}
