import { renderAirflow } from './airflow.ts'
import { timesInWords } from './arguments.ts'
import { secretFiles, secretNames, sourceVariables, withKey } from './compose-source.ts'
import { dockerfile } from './dockerfile.ts'
import { composeString } from './escape.ts'
import { POSTGRES_IMAGE } from './images.ts'
import type { ScheduleFile, ScheduleOptions } from './options.ts'

/** Folder of the DAG beside compose.yaml. */
const DAGS = 'deploy/airflow'

/** Airflow with its Postgres and the app, as one Compose file, with the DAG and the images' Dockerfile. */
export function renderCompose(options: ScheduleOptions): readonly ScheduleFile[] {
  return [
    { path: 'compose.yaml', content: composeFile(options) },
    { path: 'Dockerfile', content: dockerfile(options) },
    // The key's variables are those of the containers, set by Compose.
    ...renderAirflow({ ...options, key: null }).map((file) => ({ ...file, path: `${DAGS}/${file.path}` })),
  ]
}

function composeFile(options: ScheduleOptions): string {
  const version = options.version
  return `# tamis with its scheduler: \`docker compose up -d\` is the whole installation.
# ${options.pipeline} at ${timesInWords(options)}. Made by \`tamis schedule compose\`.
#   docker compose exec app tamis status         the market database
#   http://127.0.0.1:8080                        Airflow; user admin, password from the next line
#   docker compose exec airflow-apiserver cat /secrets/airflow_passwords.json
${withKey(options)}# Passwords are made at the first start and stay in the volume "secrets". Needs Compose 2.20 or newer.
name: tamis

x-logging: &logging
  driver: json-file
  options: { max-size: 10m, max-file: "3" }

x-hardening: &hardening
  init: true
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  logging: *logging

x-tamis: &tamis
  TAMIS_DATABASE: ${composeString(options.database)}
${sourceVariables(options)}  # Who else hears of runs; nobody unless set. Metrics need a folder of the volume, such as /data/metrics.
  TAMIS_NOTIFY_URL: \${TAMIS_NOTIFY_URL:-}
  TAMIS_METRICS_DIR: \${TAMIS_METRICS_DIR:-}
  OPENLINEAGE_URL: \${OPENLINEAGE_URL:-}

x-airflow: &airflow
  <<: *hardening
  image: \${TAMIS_AIRFLOW_IMAGE:-tamis-airflow:${version}}
  build: { context: ., target: airflow }
  # Never from a registry, where the name may be somebody else's.
  pull_policy: build
  environment:
    <<: *tamis
    AIRFLOW__CORE__EXECUTOR: LocalExecutor
    AIRFLOW__CORE__PARALLELISM: "4"
    AIRFLOW__CORE__LOAD_EXAMPLES: "false"
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: "false"
    AIRFLOW__CORE__AUTH_MANAGER: airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: admin:admin
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: /secrets/airflow_passwords.json
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: http://airflow-apiserver:8080/execution/
    AIRFLOW__CORE__FERNET_KEY_CMD: cat /secrets/fernet_key
    AIRFLOW__API_AUTH__JWT_SECRET_CMD: cat /secrets/jwt_secret
    AIRFLOW__API__SECRET_KEY_CMD: cat /secrets/api_secret_key
    AIRFLOW__API__WORKERS: "1"
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD: cat /secrets/airflow_database_url
    AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK: "true"
  volumes:
    - ./${DAGS}:/opt/airflow/dags:ro
    - airflow-logs:/opt/airflow/logs
    - secrets:/secrets
    - data:/data
  secrets: [${secretNames(options).join(', ')}]
  restart: unless-stopped
  mem_limit: 1536m
  pids_limit: 512

services:
  # A place to look at the market database from; it shares the volume with Airflow's tasks.
  app:
    <<: *hardening
    image: \${TAMIS_IMAGE:-tamis:${version}}
    build: { context: ., target: app }
    pull_policy: build
    entrypoint: [sleep, infinity]
    user: "50000:0"
    read_only: true
    tmpfs: ["/tmp:rw,nosuid,noexec,size=64m"]
    environment: *tamis
    volumes: ["data:/data"]
    secrets: [${secretNames(options).join(', ')}]
    healthcheck:
      # Healthy as long as the database, once there is one, can be read.
      test: [CMD-SHELL, 'test ! -e "$$TAMIS_DATABASE" || tamis status --json']
      interval: 30s
      timeout: 30s
      retries: 3
      start_period: 10s
    restart: unless-stopped
    mem_limit: 512m
    pids_limit: 128

  # Makes the passwords of this installation, once.
  secrets:
    <<: *hardening
    image: \${TAMIS_IMAGE:-tamis:${version}}
    build: { context: ., target: app }
    pull_policy: build
    user: "50000:0"
    read_only: true
    network_mode: none
    entrypoint: [sh, -euc]
    command:
      - |
        umask 022
        cd /secrets
        random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \\n'; }
        keep() { [ -s "$$1" ] || { cat > "$$1.new" && mv "$$1.new" "$$1"; }; }
        # Without a line break at the end, as Airflow takes the whole output of its _CMD settings.
        head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\\n' | keep fernet_key
        random | keep jwt_secret
        random | keep api_secret_key
        random | keep postgres_password
        printf 'postgresql+psycopg2://airflow:%s@postgres/airflow' "$$(cat postgres_password)" | keep airflow_database_url
    volumes: ["secrets:/secrets"]
    restart: "no"
    mem_limit: 64m

  postgres:
    <<: *hardening
    image: \${POSTGRES_IMAGE:-${POSTGRES_IMAGE}}
    user: postgres
    environment:
      POSTGRES_USER: airflow
      POSTGRES_DB: airflow
      POSTGRES_PASSWORD_FILE: /secrets/postgres_password
    volumes:
      - postgres:/var/lib/postgresql/data
      - secrets:/secrets:ro
    healthcheck:
      test: [CMD, pg_isready, -U, airflow]
      interval: 5s
      timeout: 5s
      retries: 12
      start_period: 10s
    restart: unless-stopped
    stop_grace_period: 1m
    shm_size: 128m
    mem_limit: 512m
    depends_on:
      secrets: { condition: service_completed_successfully }

  airflow-init:
    <<: *airflow
    command: [db, migrate]
    restart: "no"
    depends_on:
      postgres: { condition: service_healthy }

  airflow-apiserver:
    <<: *airflow
    command: api-server
    # On this machine only. For more, put a proxy with TLS before it.
    ports: ["127.0.0.1:\${AIRFLOW_PORT:-8080}:8080"]
    healthcheck:
      test: [CMD, curl, --fail, --silent, "http://localhost:8080/api/v2/monitor/health"]
      interval: 10s
      timeout: 10s
      retries: 12
      start_period: 60s
    depends_on:
      airflow-init: { condition: service_completed_successfully }

  # Its LocalExecutor runs the tasks, tamis among them.
  airflow-scheduler:
    <<: *airflow
    command: scheduler
    healthcheck:
      test: [CMD, curl, --fail, --silent, "http://localhost:8974/health"]
      interval: 10s
      timeout: 10s
      retries: 12
      start_period: 60s
    # Time for a running batch to stop cleanly.
    stop_grace_period: 2m
    depends_on:
      airflow-apiserver: { condition: service_healthy }

  airflow-dag-processor:
    <<: *airflow
    command: dag-processor
    healthcheck:
      test: [CMD-SHELL, 'airflow jobs check --job-type DagProcessorJob --hostname "$$HOSTNAME"']
      interval: 30s
      timeout: 25s
      retries: 5
      start_period: 60s
    depends_on:
      airflow-init: { condition: service_completed_successfully }

volumes:
  data:
  postgres:
  secrets:
  airflow-logs:
${secretFiles(options)}`
}
