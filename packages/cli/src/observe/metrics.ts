import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RUN_STATUSES, type RunReport } from '@tamis/core'
import { makeFolder } from '@tamis/core/files'
import type { Observer } from './observer.ts'

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

const FRESHNESS = 'tamis_published_extracted_timestamp_seconds'

/** Writes a file of metrics for Prometheus' node exporter after each run, one a pipeline, whole or not at all. */
export function metricsWriter(folder: string): Observer {
  return {
    purpose: 'write the metrics',
    async ended(report) {
      if (report.pipeline === '') return
      const file = join(folder, `tamis_${report.pipeline}.prom`)
      const before = await readFile(file, 'utf8').catch(() => '')
      makeFolder(folder)
      await replaceFile(file, metricsText(report, before))
    },
  }
}

/** The exporter reads `*.prom` at any moment, as another user. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}`
  try {
    await writeFile(temporary, text)
    await chmod(temporary, 0o644)
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The metrics of a run. `before` is the file of the run before, whose freshness holds on while nothing is published. */
export function metricsText(report: RunReport, before: string): string {
  const of = (labels: Labels, value: number): Sample => [{ pipeline: report.pipeline, ...labels }, value]
  const one = (value: number): readonly Sample[] => [of({}, value)]
  const { extracted, loaded, quarantined, duplicates } = report
  const records = Object.entries({ extracted, loaded, quarantined, duplicates })
  const freshness = freshnessOf(report, before)
  return [
    ...metric(
      'tamis_run_finished_timestamp_seconds',
      'When the last run ended.',
      one(report.finishedAt / 1000),
    ),
    ...metric('tamis_run_duration_seconds', 'How long the last run took.', one(report.durationMs / 1000)),
    ...metric('tamis_run_exit_code', 'Exit code of the last run; 0 is good.', one(report.exitCode)),
    ...metric(
      'tamis_run_status',
      'How the last run ended: 1 for what it is, 0 for the rest.',
      RUN_STATUSES.map((status) => of({ status }, status === report.status ? 1 : 0)),
    ),
    ...metric(
      'tamis_run_records',
      'Records of the batch of the last run: extracted = loaded + quarantined + duplicates.',
      records.map(([outcome, count]) => of({ outcome }, count)),
    ),
    ...metric('tamis_run_missing', 'Coins asked for that no answer held.', one(report.missing)),
    ...metric(
      'tamis_run_findings',
      'Findings by rule.',
      Object.entries(report.findings).map(([rule, count]) => of({ rule }, count)),
    ),
    ...metric('tamis_run_api_calls', 'Requests of the last run, retries included.', one(report.apiCalls)),
    ...metric('tamis_run_retries', 'Retries of the last run.', one(report.retries)),
    ...metric(
      FRESHNESS,
      'When the youngest published batch was extracted.',
      freshness.map((at) => of({}, at)),
    ),
    '',
  ].join('\n')
}

/** Seconds since 1970 UTC; none as long as nothing was published. */
function freshnessOf({ status, extractedAt }: RunReport, before: string): readonly number[] {
  const known = new RegExp(`^${FRESHNESS}\\{.*\\} (\\S+)$`, 'm').exec(before)?.[1]
  const isPublished = status === 'published' || status === 'unchanged' || status === 'skipped'
  const now = isPublished && extractedAt !== null ? [extractedAt / 1000] : []
  const times = [...now, ...(known === undefined ? [] : [Number(known)])].filter(Number.isFinite)
  return times.length === 0 ? [] : [Math.max(...times)]
}

function metric(name: string, help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return []
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}{${labelText(labels)}} ${value}`),
  ]
}

function labelText(labels: Labels): string {
  const quoted = (value: string): string =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${quoted(value)}"`)
    .join(',')
}
