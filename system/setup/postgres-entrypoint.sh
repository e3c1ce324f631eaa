#!/bin/sh
# What of the official image's entrypoint the compose file uses: makes the cluster, its user and database, once.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --auth-host=scram-sha-256 --auth-local=trust --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" > /dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  pg_ctl --silent --wait -o '-c listen_addresses=' start > /dev/null
  createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl --silent --wait stop > /dev/null
fi
exec "$@" -c listen_addresses='*'
