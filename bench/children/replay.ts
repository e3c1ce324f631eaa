import { replayPipeline } from '@tamis/core'
import Database from 'better-sqlite3'
import { pipelineOver } from '../harness/pipeline.ts'

// Replays so many batches in one process and prints the live heap after each and the most memory it took.
const [path = '', count = '100'] = process.argv.slice(2)
const db = new Database(path, { readonly: true })
const ids = db
  .prepare<[], string>('select batch_id from batches order by batch_no')
  .pluck()
  .all()
  .slice(0, Number(count))
db.close()
const heapMB: number[] = []
const report = await replayPipeline(pipelineOver(path, [], new Date()), {
  batches: ids,
  logger: {
    debug() {
      globalThis.gc?.()
      heapMB.push(process.memoryUsage().heapUsed / 1024 ** 2)
    },
    info() {},
    warn() {},
    error() {},
  },
})
if (report.status !== 'done') throw new Error(report.error?.message)
console.log(JSON.stringify({ peakMB: process.resourceUsage().maxRSS / 1024, heapMB }))
