import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { emptyFolder, json, rows, tamis, towards } from './cli.ts'
import { recorded, testRecorded } from './recorded-data.ts'

const WHOLE_MARKET = recorded('markets-projection', 'whole-market.json.gz')

testRecorded(
  'the whole recorded market, served by the sandbox, is accounted for by the command',
  async () => {
    const cwd = emptyFolder()
    let stop: () => void = () => undefined
    let heard: (url: string) => void = () => undefined
    const listening = new Promise<string>((resolve) => {
      heard = resolve
    })
    const sandbox = tamis(['sandbox', '--data', WHOLE_MARKET], {
      cwd,
      onOutput(text, kill) {
        const url = /"url":"([^"]+)"/.exec(text)?.[1]
        stop = () => kill('SIGTERM')
        if (url !== undefined) heard(url)
      },
    })
    const env = towards(await listening)

    const report = json(await tamis(['run', '--universe', 'all', '--json'], { cwd, env }))
    stop()
    await sandbox

    expect(report).toMatchObject({
      status: 'published',
      extracted: 21_498,
      loaded: 19_220,
      quarantined: 2278,
      duplicates: 0,
      missing: 0,
      pages: 86,
      api_calls: 87,
    })
    const issues = readFileSync(join(cwd, String(report.issue_file)), 'utf8')
      .trimEnd()
      .split('\n')
    expect(issues).toHaveLength(2278)
    const counted = await tamis(
      [
        'sql',
        'select (select count(*) from crypto_markets_latest) as loaded, (select count(*) from stg_crypto_markets) as staged',
      ],
      { cwd, env },
    )
    expect(rows(counted)).toEqual([{ loaded: 19_220, staged: 87 }])
  },
)
