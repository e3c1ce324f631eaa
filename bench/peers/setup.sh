#!/bin/sh
# Installs the peers: Python virtual environments outside the repository, the client beside its script.
# TAMIS_PEERS says where the environments go; PYTHON which Python (3.10 or newer) makes them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
there=${TAMIS_PEERS:-$HOME/.cache/tamis-peers}
for peer in dlt singer; do
  "${PYTHON:-python3}" -m venv "$there/$peer"
  "$there/$peer/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/$peer/requirements.txt"
done
cd "$here/coingecko-client"
pnpm install --ignore-workspace --frozen-lockfile
