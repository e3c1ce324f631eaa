import { isoTime } from '@tamis/core'
import type { RecordStream } from '@tamis/sink-sqlite/read'
import { csvLine } from '../output/csv.ts'

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const FROM = ['pipeline', 'vs_currency', 'batch_id', 'revision', 'extracted_at'] as const

/** The text of an export, piece by piece: columns as the final layer has them, one line a coin and batch. */
export function* exportLines(stream: RecordStream, format: ExportFormat): Generator<string> {
  const names = [...FROM, ...stream.fields.map(({ name }) => name), 'page', 'position']
  if (format === 'csv') yield csvLine(names)
  for (const {
    pipeline,
    currency,
    batchId,
    revision,
    extractedAt,
    record,
    page,
    position,
  } of stream.records) {
    const fields = record as Readonly<Record<string, string | number | null>>
    const values = [
      pipeline,
      currency,
      batchId,
      revision,
      isoTime(extractedAt),
      ...stream.fields.map(({ name }) => fields[name] ?? null),
      page,
      position,
    ]
    yield format === 'csv'
      ? csvLine(values)
      : `${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, values[at]])))}\n`
  }
}
