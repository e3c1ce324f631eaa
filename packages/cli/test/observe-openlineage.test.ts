import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { RunReport } from '@tamis/core'
import { TamisError } from '@tamis/core'
import { expect, test } from 'vitest'
import { readSettings } from '../src/config/settings.ts'
import { lineageEmitter } from '../src/observe/openlineage/emitter.ts'
import { endEvent, type Lineage, startEvent } from '../src/observe/openlineage/event.ts'
import { parentsOfContext, parentsOfIds } from '../src/observe/openlineage/parent.ts'
import { failedRun } from '../src/run/failed-run.ts'
import { pipelineOf } from '../src/run/open-pipeline.ts'
import { folderWith } from './folder.ts'
import { lineageProblems } from './openlineage/validate.ts'

const RUN = '8f9c2d1e-0b6a-4c1d-9a53-2f6f0c1d7e55'
const PARENT = '0199e6a2-7b1c-7d3e-8f4a-5b6c7d8e9f00'
const NOW = Date.parse('2026-11-22T05:00:01Z')

async function lineage(more: Partial<Lineage> = {}): Promise<Lineage> {
  const pipeline = await pipelineOf(await readSettings({}, {}, folderWith({})), 'markets')
  return {
    pipeline,
    database: '/srv/market.db',
    version: '1.2.3',
    namespace: 'default',
    parents: undefined,
    ...more,
  }
}

function report(values: Partial<RunReport>): RunReport {
  return {
    ...failedRun(new TamisError('source.timeout', { message: 'late' }), 'b-1', NOW, 'markets'),
    runId: RUN,
    ...values,
  }
}

const PUBLISHED = report({
  status: 'published',
  error: null,
  extracted: 250,
  loaded: 244,
  quarantined: 6,
  findings: { 'volume.zero': 6 },
  gates: { 'batch.rows': 'passed', 'batch.drift': 'not_evaluated' },
})

test('every event of a run is valid by the published schemas, its facets too', async () => {
  const parents = parentsOfIds(`http://airflow/dag.task/${PARENT}`, undefined)
  const of = await lineage({ parents })
  const events = [
    startEvent(of, { runId: RUN, startedAt: NOW }),
    ...(['published', 'unchanged', 'skipped', 'rejected', 'failed', 'interrupted'] as const).map((status) =>
      endEvent(of, { ...PUBLISHED, status, error: status === 'failed' ? report({}).error : null }),
    ),
  ]
  expect(events.flatMap(lineageProblems)).toEqual([])
  expect(events.map(({ eventType }) => eventType)).toEqual([
    'START',
    'COMPLETE',
    'COMPLETE',
    'COMPLETE',
    'FAIL',
    'FAIL',
    'ABORT',
  ])
})

test('the check finds what the schemas forbid', async () => {
  const event = startEvent(await lineage(), { runId: 'markets-20261122T050000Z', startedAt: NOW })
  expect(lineageProblems(event).join()).toContain('/run/runId must match format "uuid"')
  expect(lineageProblems({ ...event, eventType: 'DONE' }).join()).toContain('/eventType')
})

test('a published batch has its counts on its tables, and an assertion for each rule and gate that judged', async () => {
  const event = endEvent(await lineage(), PUBLISHED)
  expect(event).toMatchObject({
    job: { namespace: 'default', name: 'tamis.markets' },
    inputs: [
      {
        namespace: 'file',
        name: '/srv/market.db/stg_crypto_markets',
        inputFacets: {
          inputStatistics: { rowCount: 250 },
          dataQualityAssertions: {
            assertions: expect.arrayContaining([
              {
                assertion: 'volume.zero',
                success: false,
                severity: 'quarantine',
                expected: '0',
                actual: '6',
              },
              { assertion: 'price.zero', success: true, severity: 'quarantine', expected: '0', actual: '0' },
              { assertion: 'batch.rows', success: true, severity: 'reject' },
            ]),
          },
        },
      },
    ],
    outputs: [
      { name: '/srv/market.db/crypto_markets', outputFacets: { outputStatistics: { rowCount: 244 } } },
      { name: '/srv/market.db/quarantine', outputFacets: { outputStatistics: { rowCount: 6 } } },
    ],
  })
  expect(JSON.stringify(event)).not.toContain('batch.drift')
})

test('a rejected batch wrote its quarantine and no record; a failed run wrote nothing', async () => {
  const of = await lineage()
  const names = (status: RunReport['status']): unknown =>
    (endEvent(of, { ...PUBLISHED, status }).outputs as { name: string }[]).map(({ name }) => name)
  expect(names('rejected')).toEqual(['/srv/market.db/quarantine'])
  expect(names('failed')).toEqual([])
})

test('a sink that is no file names its datasets in its own namespace', async () => {
  const event = endEvent(await lineage({ database: null }), PUBLISHED)
  expect(event).toMatchObject({ inputs: [{ namespace: 'sqlite', name: 'stg_crypto_markets' }] })
})

test('a parent comes from the context or from an id, and is its own root', () => {
  const parent = { run: { runId: PARENT }, job: { namespace: 'https://air.flow/x', name: 'dag.task' } }
  expect(parentsOfIds(`https://air.flow/x/dag.task/${PARENT}`, undefined)).toEqual({
    ...parent,
    root: parent,
  })
  expect(parentsOfContext(JSON.stringify({ parent }))).toEqual({ ...parent, root: parent })
  const root = { run: { runId: RUN }, job: { namespace: 'n', name: 'dag' } }
  expect(parentsOfContext(JSON.stringify({ parent: { ...parent, root } }))).toEqual({ ...parent, root })
})

test.each(['', '{', 'null', '{"parent": 3}', '{"parent": {"run": {"runId": "x"}, "job": {}}}'])(
  'the context %j names no parent',
  (text) => {
    expect(parentsOfContext(text)).toBeUndefined()
  },
)

test.skipIf(process.platform === 'win32')('a pipe that nobody reads holds up nobody', async () => {
  const file = join(folderWith({}), 'pipe')
  execFileSync('mkfifo', [file])
  const sent = lineageEmitter({ file }, await lineage(), {}).begun?.(
    { runId: RUN, startedAt: NOW },
    AbortSignal.timeout(9000),
  )
  await expect(sent).rejects.toMatchObject({ code: 'ENXIO' })
})
