import { isDeepStrictEqual } from 'node:util'
import { zstdDecompressSync } from 'node:zlib'
import { sha256 } from '@tamis/core'
import { type Expected, expectedOf, type Judgement } from './expected.ts'
import { CANARY, type World } from './world.ts'

interface BatchRow {
  readonly batch_no: number
  readonly batch_id: string
  readonly attempt: number
  readonly revision: number
  readonly pipeline: string
  readonly state: string
  readonly pages: number | null
  readonly extracted: number
  readonly loaded: number
  readonly quarantined: number
  readonly duplicates: number
  readonly judged_by: string
  readonly accepted_note: string | null
  readonly exported_revision: number | null
  readonly issue_sha256: string | null
}

interface StagedRow {
  readonly page: number
  readonly extracted_at: string
  readonly codec: string
  readonly body: Uint8Array
  readonly sha256: string
}

interface EntryRow {
  readonly page: number
  readonly position: number
  readonly coin_id: string | null
  readonly findings: string
  readonly record: string
}

/** Who judged, by the hash that the ledger keeps. */
export type Judgements = ReadonlyMap<string, Judgement>

/** Right after a commit: what a reader sees is whole, and whoever wrote it may write. */
export function checkCommit(world: World, pipeline: string, owner: string): void {
  const wrong = world.store.all<{ batch_id: string; why: string }>(`
    select batch_id, why from (
      select b.batch_id, case
        when b.state in ('open', 'sealed', 'abandoned') and (rows > 0 or kept > 0) then 'derived before it was whole'
        when b.state = 'rejected' and rows > 0 then 'rows of a rejected batch'
        when b.state = 'published' and (rows <> b.loaded or open <> b.quarantined) then 'half a batch'
        when b.state in ('published', 'rejected') and b.extracted <> b.loaded + b.quarantined + b.duplicates
          then 'does not add up'
        end as why
      from (select b.*,
        (select count(*) from coins_rows r where r.batch_no = b.batch_no) as rows,
        (select count(*) from quarantine_entries q where q.batch_no = b.batch_no) as kept,
        (select count(*) from quarantine_entries q where q.batch_no = b.batch_no and q.status = 'open') as open
        from batches b) b)
    where why is not null`)
  for (const { batch_id, why } of wrong) {
    const promise = why === 'does not add up' ? 'conservation' : 'whole batches'
    world.violate(promise, `${batch_id}: ${why}`)
  }
  const [lease] = world.store.all<{ owner: string | null }>(
    'select owner from leases where pipeline = ?',
    pipeline,
  )
  if (lease !== undefined && lease.owner !== owner) {
    world.violate('one writer', `${owner} wrote while ${lease.owner} held the lease of ${pipeline}`)
  }
}

/** Once nobody runs: every batch is what one clean run makes of its bytes. */
export function checkBatches(world: World, judgements: Judgements): void {
  const batches = world.store.all<BatchRow>('select * from batches')
  const current = batches
    .filter((batch) => batch.state !== 'abandoned')
    .map((batch) => batch.batch_id.toLowerCase())
  if (new Set(current).size !== current.length)
    world.violate('idempotence', 'two attempts of one batch are current')
  for (const batch of batches) {
    const pages = checkPages(world, batch)
    if (batch.state !== 'published' && batch.state !== 'rejected') continue
    const judgement = judgements.get(batch.judged_by)
    if (judgement === undefined) world.violate('replay', `${batch.batch_id} was judged by nobody known`)
    else checkCommitted(world, batch, pages, expectedOf(pages, judgement))
  }
  checkLatest(world)
  checkAcknowledged(world, batches)
  checkIssueFiles(world, batches)
}

/** Raw first: the bytes are there, they are what the network said, and none is missing. */
function checkPages(world: World, batch: BatchRow): readonly (readonly [number, string])[] {
  const staged = world.store.all<StagedRow>(
    'select page, extracted_at, codec, body, sha256 from stg_coins where batch_id = ? and attempt = ? order by page',
    batch.batch_id,
    batch.attempt,
  )
  const pages = staged.map(({ page, codec, body, sha256: hash }) => {
    const bytes = codec === 'zstd' ? zstdDecompressSync(body) : body
    if (sha256(bytes) !== hash || !world.network.hasAnswered(page, hash)) {
      world.violate('raw first', `page ${page} of ${batch.batch_id} is not what the network said`)
    }
    return [page, Buffer.from(bytes).toString()] as const
  })
  checkOneMoment(world, batch, staged)
  const records = pages.filter(([page]) => page > 0)
  if (batch.pages !== null && batch.pages !== records.length) {
    world.violate('raw first', `${batch.batch_id} is sealed with ${records.length} of ${batch.pages} pages`)
  }
  return records
}

/** Pages of two moments make no market: a batch is not gone on with when it is old. */
function checkOneMoment(world: World, batch: BatchRow, staged: readonly StagedRow[]): void {
  const { clockJump, stall } = world.options
  if (clockJump > 0 || stall > 0 || batch.pages === null) return
  const times = staged.map(({ extracted_at }) => Date.parse(extracted_at))
  const minutes = (Math.max(...times) - Math.min(...times)) / 60_000
  // 15 minutes to go on with it, and then a whole run with its deadline of twice a few seconds and 10 minutes.
  if (minutes > 27) world.violate('raw first', `${batch.batch_id} has pages ${minutes} minutes apart`)
}

function checkCommitted(
  world: World,
  batch: BatchRow,
  pages: readonly (readonly [number, string])[],
  expected: Expected,
): void {
  const { batch_id: id, state } = batch
  const wrong = (what: string): void => world.violate('idempotence', `${id} (${state}): ${what}`)
  const accepted = batch.accepted_note !== null
  if (state !== expected.outcome && !(state === 'published' && accepted))
    wrong(`should be ${expected.outcome}`)
  const rows = world.store.all(
    'select id, name, current_price, total_volume, page, position from coins where batch_id = ? order by page, position',
    id,
  )
  if (!isDeepStrictEqual(rows, state === 'published' ? expected.rows : []))
    wrong(`rows are not the same: ${JSON.stringify([rows, expected.rows])}`)
  const entries = openEntries(world, id)
  const kept = entries.map(({ page, position, coin_id, findings }) => {
    const rules = (JSON.parse(findings) as { rule: string }[]).map(({ rule }) => rule)
    return { page, position, key: coin_id, rules: [...new Set(rules)].sort() }
  })
  const wanted = expected.quarantined.map((entry) => ({ ...entry, rules: [...entry.rules].sort() }))
  if (!isDeepStrictEqual(kept, wanted))
    wrong(`the quarantine is not the same: ${JSON.stringify([kept, wanted])}`)
  for (const { page, position, record } of entries) {
    const text = pages.find(([number]) => number === page)?.[1] ?? '[]'
    const there: unknown = (JSON.parse(text) as unknown[])[position]
    if (!text.includes(record) || !isDeepStrictEqual(JSON.parse(record), there)) {
      world.violate('raw first', `the record of ${id} ${page}/${position} is not in its page`)
    }
  }
  if (batch.duplicates !== expected.duplicates || batch.extracted !== expected.extracted) {
    world.violate('conservation', `${id}: ${batch.extracted} extracted, ${batch.duplicates} duplicates`)
  }
}

function openEntries(world: World, batchId: string): readonly EntryRow[] {
  return world.store.all<EntryRow>(
    `select page, position, coin_id, findings, record from quarantine
     where batch_id = ? and status = 'open' order by page, position`,
    batchId,
  )
}

function checkLatest(world: World): void {
  const shown = world.store.all(`select distinct pipeline, batch_id from coins_latest order by 1`)
  const newest = world.store.all(
    `select pipeline, batch_id from (
       select pipeline, batch_id, loaded, row_number() over
         (partition by pipeline order by extracted_at desc, batch_no desc) as place
       from batches where state = 'published' and ad_hoc = 0)
     where place = 1 and loaded > 0 order by 1`,
  )
  if (!isDeepStrictEqual(shown, newest)) {
    world.violate(
      'whole batches',
      `latest is ${JSON.stringify(shown)} and should be ${JSON.stringify(newest)}`,
    )
  }
}

/** What anybody was told stays true, whatever happened after it. */
function checkAcknowledged(world: World, batches: readonly BatchRow[]): void {
  for (const { batchId, revision, loaded, quarantined } of world.acknowledged) {
    const batch = batches.find((row) => row.state === 'published' && row.batch_id.toLowerCase() === batchId)
    const stands =
      batch !== undefined &&
      (batch.revision > revision ||
        (batch.revision === revision && batch.loaded === loaded && batch.quarantined === quarantined))
    if (!stands) world.violate('idempotence', `${batchId} r${revision} was acknowledged and is not there`)
  }
}

/** What is noted as exported is there, byte for byte; everything else is at least whole. */
function checkIssueFiles(world: World, batches: readonly BatchRow[]): void {
  const files = world.files.snapshot()
  const wrong = (message: string): void => world.violate('issue files', message)
  for (const [path, text] of files) {
    if (path.endsWith('.tmp')) continue
    const committed = batches.some(
      ({ batch_id, state }) =>
        path === `/issue/coins-${batch_id}.jsonl` && (state === 'published' || state === 'rejected'),
    )
    if (!committed) wrong(`${path} is of no committed batch`)
    if (!text.endsWith('}\n') || !text.trimEnd().split('\n').every(isJson)) wrong(`${path} is torn`)
  }
  for (const batch of batches) {
    if (batch.state !== 'published' && batch.state !== 'rejected') continue
    if (batch.exported_revision === null) continue
    const text = files.get(`/issue/coins-${batch.batch_id}.jsonl`)
    if ((text === undefined ? null : sha256(text)) !== batch.issue_sha256) {
      wrong(`the file of ${batch.batch_id} is not what was noted`)
    }
    const lines =
      text
        ?.trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)) ?? []
    const told = lines.map(({ page, position, coin_id, record }) => [page, position, coin_id, record])
    const open = openEntries(world, batch.batch_id)
    const kept = open.map(({ page, position, coin_id, record }) => [
      page,
      position,
      coin_id,
      JSON.parse(record),
    ])
    if (!isDeepStrictEqual(told, kept)) wrong(`the file of ${batch.batch_id} does not match the table`)
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** In nothing that is kept or told is there a key. */
export function checkSecrets(world: World): void {
  const kept = ['runs', 'batches', 'stg_coins', 'quarantine_entries', 'leases'].map((table) =>
    JSON.stringify(world.store.all(`select * from ${table}`), (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString() : value,
    ),
  )
  for (const text of [...kept, ...world.told, ...world.files.snapshot().values()]) {
    if (text.includes(CANARY)) world.violate('secrets stay out', text.slice(0, 200))
  }
}

/** In the end nothing is left half done, and no file is left over. */
export function checkEnd(world: World): void {
  for (const { batch_id, state } of world.store.all<BatchRow>(
    `select batch_id, state from batches where state in ('open', 'sealed')`,
  )) {
    world.violate('liveness', `${batch_id} is still ${state}`)
  }
  const pending = world.store.all<BatchRow>(
    `select batch_id from batches where state in ('published', 'rejected') and exported_revision is null`,
  )
  for (const { batch_id } of pending) world.violate('issue files', `that of ${batch_id} was never written`)
}

/** All that a market reader could see, without who wrote it when. */
export function visible(world: World): string {
  const batches = `select batch_id, attempt, revision, state, extracted, loaded, quarantined, duplicates, findings,
    gates, judged_by, issue_sha256 from batches order by batch_no`
  return JSON.stringify([
    world.store.all(batches),
    world.store.all('select * from coins order by batch_id, page, position'),
    world.store.all('select * from quarantine order by batch_id, page, position'),
  ])
}
