import { runArguments, timesInWords } from './arguments.ts'
import { kubernetesArgument, yamlString } from './escape.ts'
import {
  FATAL_EXIT_CODES,
  START_WITHIN_SECONDS,
  STARTS_PER_SLOT,
  STOP_SECONDS,
  timeLimits,
} from './limits.ts'
import { keyVariable, type ScheduleFile, type ScheduleOptions, unitName } from './options.ts'
import { cronExpressions } from './times.ts'

/** A volume for the data and a CronJob, two where the times differ in their minute. For Kubernetes 1.27 or newer. */
export function renderKubernetes(options: ScheduleOptions): readonly ScheduleFile[] {
  const unit = objectName(options)
  const jobs = cronExpressions(options.times).map((expression, i) =>
    cronJob(options, { name: i === 0 ? unit : `${unit}-${i + 1}`, claim: `${unit}-data`, expression }),
  )
  const content = [head(options, unit), volume(unit), ...jobs].join('---\n')
  return [{ path: jobs.length === 1 ? 'cronjob.yaml' : 'cronjobs.yaml', content }]
}

/** Kubernetes takes lower-case letters, digits and hyphens, and none at the end. */
const objectName = (options: ScheduleOptions): string =>
  unitName(options).replaceAll('_', '-').replace(/-+$/, '')

function head(options: ScheduleOptions, unit: string): string {
  const variable = keyVariable(options)
  const secret = `# The key, if there is one:  kubectl create secret generic ${unit} --from-file=${variable}=FILE\n`
  return `# tamis: one batch of ${options.pipeline} at ${timesInWords(options)}. Made by \`tamis schedule kubernetes\`.
${variable === undefined ? '' : secret}# The config, if there is one:  kubectl create configmap ${unit} --from-file=tamis.config.json
# A batch by hand:  kubectl create job --from=cronjob/${unit} ${unit}-by-hand-1
`
}

function volume(unit: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${unit}-data
spec:
  # A block volume of one node at a time. SQLite's write-ahead log does not work over NFS.
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 10Gi
`
}

interface Job {
  readonly name: string
  readonly claim: string
  readonly expression: string
}

function cronJob(options: ScheduleOptions, { name, claim, expression }: Job): string {
  const limits = timeLimits(options.plannedSeconds)
  const unit = objectName(options)
  const batch = `${options.pipeline}-$(JOB_NAME)`
  const args = [...runArguments(options).map(kubernetesArgument), '--batch-id', yamlString(batch)]
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: "${expression}"
  timeZone: ${yamlString(options.timezone)}
  # One run at a time; a slot that cannot start in time is left out.
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: ${START_WITHIN_SECONDS}
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: ${STARTS_PER_SLOT - 1}
      # All tries together. A run ends itself after ${limits.deadline} s.
      activeDeadlineSeconds: ${limits.slot}
      ttlSecondsAfterFinished: 604800
      podFailurePolicy:
        rules:
          # Usage, rejected data, key, configuration: no retry mends these.
          - action: FailJob
            onExitCodes:
              containerName: tamis
              operator: In
              values: [${FATAL_EXIT_CODES.join(', ')}]
            # Of no effect, but schemas before Kubernetes 1.35 demand it.
            onPodConditions: []
          # A node that goes away is no failed try.
          - action: Ignore
            onPodConditions:
              - type: DisruptionTarget
                status: "True"
      template:
        spec:
          restartPolicy: Never
          # One try; only a hung one meets this limit.
          activeDeadlineSeconds: ${limits.kill}
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: ${STOP_SECONDS}
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            runAsGroup: 1000
            fsGroup: 1000
            fsGroupChangePolicy: OnRootMismatch
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: tamis
              image: ${yamlString(options.image)}
              args: [${args.join(', ')}]
              env:
                # The same for every try of a job, so that a retry goes on with its batch.
                - name: JOB_NAME
                  valueFrom:
                    fieldRef:
                      fieldPath: metadata.labels['batch.kubernetes.io/job-name']
                - name: TAMIS_DATABASE
                  value: ${kubernetesArgument(options.database)}
${keyLines(options)}                # A webhook that is posted to when a run fails: put its address into the secret, and take the marks off:
                #- name: TAMIS_NOTIFY_URL_FILE
                #  value: /run/secrets/tamis/TAMIS_NOTIFY_URL
              resources:
                requests:
                  cpu: 100m
                  memory: 256Mi
                limits:
                  memory: 512Mi
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              volumeMounts:
                - name: data
                  mountPath: /data
                - name: tmp
                  mountPath: /tmp
                - name: key
                  mountPath: /run/secrets/tamis
                  readOnly: true
                - name: config
                  mountPath: /etc/tamis
                  readOnly: true
          volumes:
            - name: data
              persistentVolumeClaim:
                claimName: ${claim}
            - name: tmp
              emptyDir:
                medium: Memory
                sizeLimit: 64Mi
            - name: key
              secret:
                secretName: ${unit}
                # 0440, which YAML 1.1 and 1.2 read differently.
                defaultMode: 288
                optional: ${options.key === null}
            - name: config
              configMap:
                name: ${unit}
                optional: ${options.config === null}
`
}

function keyLines(options: ScheduleOptions): string {
  const { key } = options
  const variable = keyVariable(options)
  if (variable === undefined) return ''
  const lines = [`- name: ${variable}_FILE`, `  value: /run/secrets/tamis/${variable}`]
  const mark = key === null ? '#' : ''
  const why = key === null ? ['# Without a key. For one, make the secret and take the marks off:'] : []
  return [...why, ...lines.map((line) => mark + line)].map((line) => `                ${line}\n`).join('')
}
