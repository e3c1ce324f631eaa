#!/usr/bin/env bash
# The real Airflow in an environment of its own, once; its constraints are what was tried, with Python 3.11.
# Prints the environment's folder. Usage: airflow.sh CACHE_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
constraints=$here/../airflow/constraints.txt
python3 -c 'import sys; assert (3, 10) <= sys.version_info < (3, 14)' ||
  { echo 'Airflow needs Python 3.10 to 3.13' >&2; exit 1; }
"$here/python.sh" "$1" airflow -c "$constraints" \
  "apache-airflow-core==$(sed -n 's/^apache-airflow-core==//p' "$constraints")" \
  apache-airflow-providers-standard psycopg2-binary asyncpg
