/** Versions that containers start from, pinned; the Dockerfile of the project names the same. */
export const NODE_IMAGE = 'node:24.21.0-bookworm-slim'
export const AIRFLOW_VERSION = '3.3.2'
export const POSTGRES_IMAGE = 'postgres:17.6-bookworm'
