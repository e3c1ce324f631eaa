import { dirname } from 'node:path/posix'
import { runArguments, slotArguments, timesInWords } from './arguments.ts'
import { shellWord, systemdArgument, systemdPath, systemdWord } from './escape.ts'
import { FATAL_EXIT_CODES, RETRY_DELAY_SECONDS, STARTS_PER_SLOT, STOP_SECONDS, timeLimits } from './limits.ts'
import { keyFile, keyVariable, type ScheduleFile, type ScheduleOptions, unitName } from './options.ts'
import { shortestGap } from './times.ts'

/** A hardened oneshot service, its timer, and what reports its failure. For systemd 252 or newer. */
export function renderSystemd(options: ScheduleOptions): readonly ScheduleFile[] {
  const unit = unitName(options)
  return [
    { path: `${unit}.service`, content: service(options, unit) },
    { path: `${unit}.timer`, content: timer(options, unit) },
    { path: 'tamis-failure@.service', content: FAILURE_SERVICE },
  ]
}

function service(options: ScheduleOptions, unit: string): string {
  const limits = timeLimits(options.plannedSeconds)
  // Other slots may fall into the window in which the starts of this one are counted.
  const burst = STARTS_PER_SLOT + Math.floor(limits.slot / shortestGap(options.times))
  const [program = 'tamis', ...rest] = options.command
  const args = [...rest, ...runArguments(options), ...slotArguments(options)].map(systemdArgument)
  return `# tamis: one batch of ${options.pipeline}. Made by \`tamis schedule systemd\`.
# Install, as root:
#   cp ${unit}.service ${unit}.timer tamis-failure@.service /etc/systemd/system/
#   systemctl daemon-reload && systemctl enable --now ${unit}.timer
# Look: systemctl list-timers ${unit}.timer; journalctl -u ${unit}

[Unit]
Description=tamis: one batch of ${options.pipeline}
Wants=network-online.target
After=network-online.target time-sync.target
# At most ${STARTS_PER_SLOT} starts for a slot, the first one included; then the failure is reported once.
StartLimitIntervalSec=${limits.slot}
StartLimitBurst=${burst}
OnFailure=tamis-failure@%N.service

[Service]
Type=oneshot
# --slot names the batch after the last slot, so a retry goes on with the batch of the first start.
ExecStart=${[systemdWord(program), ...args].join(' ')}

# Retried: 1, 74, 75, 130, 143, a kill. Not retried: usage, rejected data, key, configuration.
Restart=on-failure
RestartSec=${RETRY_DELAY_SECONDS}
RestartPreventExitStatus=${FATAL_EXIT_CODES.join(' ')}
# A run ends itself after ${limits.deadline} s (twice its planned time and 10 minutes); only a hung one meets this.
TimeoutStartSec=${limits.kill}
TimeoutStopSec=${STOP_SECONDS}
KillMode=mixed

${identity(options, unit)}
Environment=SHELL=/bin/sh NODE_ENV=production NO_COLOR=1 TZ=UTC
Environment=${systemdWord(`TAMIS_DATABASE=${options.database}`)}
UMask=0077

${credential(options)}
# A webhook that is posted to when a run fails: put its address into such a file too, and take the marks off:
#LoadCredential=notify_url:/etc/tamis/notify_url
#Environment=TAMIS_NOTIFY_URL_FILE=%d/notify_url

MemoryMax=512M
TasksMax=64
Nice=5
# A core file would hold the key.
LimitCORE=0

${hardening(options)}
`
}

/** Who runs it, and where it may write. */
function identity(options: ScheduleOptions, unit: string): string {
  if (options.user === null) {
    return `# An account of its own, made for the run; the data is in /var/lib/${unit}.
DynamicUser=yes
User=${unit}
StateDirectory=${unit}
StateDirectoryMode=0750
WorkingDirectory=${systemdPath(asFolder(options.directory))}
Environment=HOME=/var/lib/${unit}`
  }
  const writable = [...new Set([dirname(options.database), options.issues, ...options.observed])]
  return `# The account that owns the data. The folders must exist: mkdir -p ${writable.map(shellWord).join(' ')}
User=${systemdPath(options.user)}
WorkingDirectory=${systemdPath(asFolder(options.directory))}
ReadWritePaths=${writable.map(systemdWord).join(' ')}
Environment=HOME=/tmp`
}

/** A backslash at the end would join the next line, and a space would be cut off. */
const asFolder = (path: string): string => (/[\\\s]$/.test(path) ? `${path}/` : path)

/** The key is read by systemd as root and shown to this service alone, as a file. */
function credential(options: ScheduleOptions): string {
  const { key } = options
  const variable = keyVariable(options)
  if (variable === undefined) return '# Its source takes no key.'
  const lines = [
    `LoadCredential=api_key:${systemdPath(key?.file ?? keyFile(variable))}`,
    `Environment=${variable}_FILE=%d/api_key`,
  ]
  if (key !== null) return ['# The key, from a file that only root can read.', ...lines].join('\n')
  return [
    '# Without a key. For one, put it into a file that only root can read, and take the marks off:',
    ...lines.map((line) => `#${line}`),
  ].join('\n')
}

function hardening(options: ScheduleOptions): string {
  const paths = [
    ...options.command,
    options.directory,
    options.config ?? '',
    options.database,
    options.issues,
    ...options.observed,
  ]
  const home = paths.some((path) => /^\/(home|root|run\/user)(\/|$)/.test(path)) ? 'read-only' : 'yes'
  const privateTmp = paths.some((path) => /^(\/var)?\/tmp(\/|$)/.test(path)) ? 'no' : 'yes'
  return `NoNewPrivileges=yes
PrivateTmp=${privateTmp}
PrivateDevices=yes
PrivateUsers=yes
ProtectSystem=strict
ProtectHome=${home}
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
CapabilityBoundingSet=
AmbientCapabilities=
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# MemoryDenyWriteExecute stays off: the compiler of Node.js writes code.`
}

function timer(options: ScheduleOptions, unit: string): string {
  const calendar = options.times.map((time) => `OnCalendar=*-*-* ${time}:00 ${options.timezone}`)
  return `# tamis: starts ${unit}.service. Made by \`tamis schedule systemd\`.

[Unit]
Description=tamis: ${options.pipeline} at ${timesInWords(options)}

[Timer]
${calendar.join('\n')}
# No catch-up: a slot that passed while the machine was off is left out.
# "true" runs once, right after the start of the machine, when any slot was missed.
Persistent=false
AccuracySec=1s
Unit=${unit}.service

[Install]
WantedBy=timers.target
`
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: systemd's variables.
const FAILURE_SERVICE = [
  '# Runs once when a tamis service has failed for good. Add your own alarm here, for example:',
  '#   ExecStart=/usr/bin/curl -fsS -m 20 -d "%i: exit ${MONITOR_EXIT_STATUS}" https://ntfy.example/tamis',
  '',
  '[Unit]',
  'Description=tamis: report the failure of %i',
  '',
  '[Service]',
  'Type=oneshot',
  'DynamicUser=yes',
  'ExecStart=/usr/bin/logger -p user.err -t tamis "%i failed: ${MONITOR_SERVICE_RESULT}, exit ${MONITOR_EXIT_STATUS}"',
  '',
].join('\n')
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: systemd's variables.
