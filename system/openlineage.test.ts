import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStandIn } from '@tamis/testkit/server'
import { expect, test } from 'vitest'
import { CACHE, must, ROOT, run, TAMIS } from './command.ts'
import { describePart, prepare } from './part.ts'

const client = await prepare(() =>
  must(`${ROOT}/system/setup/python.sh`, [CACHE, 'openlineage', 'openlineage-python==1.54.0']),
)

describePart('openlineage', client, (folder) => {
  const check = async (lines: string): Promise<unknown> => {
    const script = `${ROOT}/system/openlineage/check_events.py`
    return JSON.parse(await must(`${folder.trim()}/bin/python`, [script], { input: lines }))
  }

  test("the events of real runs fit the classes of OpenLineage's own client, assertions and tags too", async () => {
    await using api = await startStandIn({ size: 300, faults: [{ kind: 'status', status: 401 }] })
    const cwd = await mkdtemp(join(tmpdir(), 'tamis-openlineage-'))
    const env = {
      COINGECKO_BASE_URL: api.url,
      COINGECKO_REQUESTS_PER_MINUTE: '0',
      OPENLINEAGE_URL: `file://${cwd}/events.jsonl`,
      OPENLINEAGE_PARENT_ID: 'airflow/tamis_markets.run/0199e6a2-7b1c-7d3e-8f4a-5b6c7d8e9f00',
    }
    const [program, ...args] = TAMIS
    const codes: (number | null)[] = []
    for (const _ of ['refused', 'published'])
      codes.push((await run(program, [...args, 'run'], { cwd, env })).code)
    expect(codes).toEqual([77, 0])
    const events = await readFile(join(cwd, 'events.jsonl'), 'utf8')
    expect(events.match(/"eventType":"\w+"/g)).toHaveLength(4)
    expect(events).toContain('"dataQualityAssertions"')
    // These two are held against the published schemas of their own version by the tests of the command line.
    expect(await check(events)).toEqual({ problems: [], others: ['JobTypeJobFacet', 'ParentRunFacet'] })
    const successYes = await check(events.replaceAll('"success":true', '"success":"yes"'))
    expect(JSON.stringify(successYes)).toContain("success is 'yes'")
    expect(JSON.stringify(await check(events.replaceAll('"value":', '"valu":')))).toContain('valu is not of')
  })
})
