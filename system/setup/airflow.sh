#!/usr/bin/env bash
# The real Airflow, in an environment of its own, once; its constraints are what was tried.
# Prints the environment's folder. Usage: airflow.sh CACHE_DIR
set -euo pipefail
constraints=$(cd "$(dirname "$0")/../airflow" && pwd)/constraints.txt
version=$(sed -n 's/^apache-airflow-core==//p' "$constraints")
folder=$1/airflow-$version
if [ ! -e "$folder/complete" ]; then
  rm -rf "$folder"
  python3 -c 'import sys; assert (3, 10) <= sys.version_info < (3, 14)' ||
    { echo 'Airflow needs Python 3.10 to 3.13' >&2; exit 1; }
  python3 -m venv "$folder"
  # The constraints were made with Python 3.11; on another one, what they do not fit is left to pip.
  "$folder/bin/pip" install --quiet --disable-pip-version-check -c "$constraints" \
    "apache-airflow-core==$version" apache-airflow-providers-standard psycopg2-binary asyncpg
  touch "$folder/complete"
fi
echo "$folder"
