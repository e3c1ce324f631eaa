import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './command.ts'
import { startEngine } from './docker/engine.ts'
import { bootMachine, type Machine } from './docker/machine.ts'
import { describePart, prepare } from './part.ts'

/** `HH:MM` of a minute that is at least half a minute away, and its slot as batch ids have it. */
function soon(): { readonly at: string; readonly slot: string } {
  const minute = new Date(Math.ceil((Date.now() + 30_000) / 60_000) * 60_000).toISOString()
  return { at: minute.slice(11, 16), slot: `${minute.slice(0, 16).replaceAll(/[-:]/g, '')}00Z` }
}

const API = 'COINGECKO_BASE_URL=http://127.0.0.1:8080/api/v3 COINGECKO_REQUESTS_PER_MINUTE=0'
const KEY = 'CG-canary-0123456789'

describePart('docker', await prepare(startEngine), (engine) => {
  let machine: Machine
  beforeAll(async () => {
    machine = await bootMachine(engine)
    await serve('')
  })
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]()
    await engine.stop()
  })

  /** Serves the stand-in inside of the machine; a key may go to loopback only. */
  const serve = async (faults: string): Promise<void> => {
    await machine.sh('systemctl stop sandbox')
    await machine.must(
      `systemd-run --collect --unit=sandbox --setenv=HOME=/tmp tamis sandbox --port 8080 --size 300 ${faults}`,
    )
    await until(
      async () => ((await machine.sh('echo > /dev/tcp/127.0.0.1/8080')).code === 0 ? true : undefined),
      30,
    )
  }
  const batches = async (database: string): Promise<readonly { batch_id: string; state: string }[]> => {
    const { code, stdout } = await machine.sh(`tamis batches --json --database ${database}`)
    return code === 0 ? JSON.parse(stdout) : []
  }
  const inState = (state: string, database: string) =>
    until(async () => (await batches(database)).find((batch) => batch.state === state)?.batch_id, 150)

  /** The database of a service with an account of its own. */
  const DATABASE = '/var/lib/tamis/data/market.db'
  const property = async (name: string): Promise<string> =>
    (await machine.must(`systemctl show tamis --property=${name} --value`)).trim()
  /** How the service came to rest. */
  const rest = () =>
    until(async () => {
      const state = await property('ActiveState')
      return state === 'inactive' || state === 'failed' ? state : undefined
    }, 60)
  /** Installs the service as the documents say, over one that is there. */
  const install = async (at: string, environment = ''): Promise<void> => {
    await machine.must(`
      systemctl disable --now --quiet tamis.timer 2> /dev/null || true
      cd /etc/systemd/system && rm -rf tamis* /var/lib/private/tamis && mkdir tamis.service.d
      printf '[Service]\nEnvironment=${API}\nRestartSec=1\n' > tamis.service.d/test.conf
      mkdir -p /srv/tamis && cd /srv/tamis
      ${environment} tamis schedule systemd --at ${at} --write /etc/systemd/system
      systemctl daemon-reload && systemctl enable --now tamis.timer`)
  }

  test('systemd: the timer starts a run at its time, under an account of its own; once more, nothing happens', async () => {
    const { at, slot } = soon()
    await install(at)
    expect(await inState('published', DATABASE)).toBe(`markets-${slot}`)
    expect(await rest()).toBe('inactive')
    expect((await machine.must(`stat --dereference --format=%u ${DATABASE}`)).trim()).not.toBe('0')
    await machine.must('systemctl start tamis')
    expect(await machine.must('journalctl --no-pager --unit=tamis')).toContain('"status":"unchanged"')
  })

  test('systemd: the key is a credential, and a run that is killed is started again and goes on with its batch', async () => {
    await machine.must(`install -D -m 600 <(echo ${KEY}) /etc/tamis/coingecko_demo_api_key`)
    await serve('--fault stall')
    await install('00:00', 'COINGECKO_DEMO_API_KEY_FILE=/etc/tamis/coingecko_demo_api_key')
    await machine.must('systemctl start --no-block tamis')
    const batch = await inState('open', DATABASE)
    await machine.must('systemctl kill --signal=KILL tamis')
    expect(await inState('published', DATABASE)).toBe(batch)
    expect(await rest()).toBe('inactive')
    expect([await property('NRestarts'), (await batches(DATABASE)).length]).toEqual(['1', 1])
    expect(await machine.must('journalctl --no-pager; systemctl show tamis')).not.toContain(KEY)
  })

  test('systemd: what no retry mends is not retried, and reported once', async () => {
    await serve('--fault 401:always')
    await install('00:00')
    await machine.sh('systemctl start tamis')
    expect(await rest()).toBe('failed')
    expect([await property('NRestarts'), await property('ExecMainStatus')]).toEqual(['0', '77'])
    const alarm = await until(async () => {
      const { stdout } = await machine.sh('journalctl --no-pager --identifier=tamis')
      return stdout.includes('failed: exit-code') ? stdout : undefined
    }, 30)
    expect(alarm.match(/tamis failed: exit-code, exit 77/g)).toHaveLength(1)
  })

  test('cron: the crontab starts a run at its time, and only one at a time', async () => {
    const { at, slot } = soon()
    await serve('')
    await machine.must(`
      mkdir -p /srv/cron && cd /srv/cron && tamis schedule cron --at ${at} --write .
      (echo PATH=$PATH; printf '%s\n' ${API}; cat tamis.crontab) | crontab -
      systemctl start cron`)
    expect(await inState('published', '/srv/cron/data/market.db')).toBe(`markets-${slot}`)
    const busy = await machine.sh('cd /srv/cron && exec 9> tamis.lock && flock 9 && ./tamis-cron.sh 9>&-')
    expect([busy.code, busy.stderr]).toEqual([75, expect.stringContaining('still at work')])
  })
})
