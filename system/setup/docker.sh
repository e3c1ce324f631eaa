#!/usr/bin/env bash
# A Docker engine for the tests: the one that runs here, or else one of our own from Debian's docker.io, with its
# own socket, data and images, so that nothing of it can be mistaken for the machine's. As root, on Debian.
# Prints shell assignments for DOCKER_HOST, DOCKER_CONFIG and TAMIS_ENGINE (machine or own).
# Usage: docker.sh CACHE_DIR, later docker.sh CACHE_DIR stop
set -euo pipefail
run=/run/tamis-docker # short, as the path of a socket is at most 107 bytes
if [ "${2:-}" = stop ]; then
  [ -s "$run/docker.pid" ] || exit 0
  pid=$(cat "$run/docker.pid")
  kill "$pid" 2> /dev/null || exit 0
  for _ in $(seq 60); do kill -0 "$pid" 2> /dev/null || exit 0; sleep 0.5; done
  exit 1
fi
cache=$(mkdir -p "$1" && cd "$1" && pwd)

if docker info > /dev/null 2>&1 && docker compose version > /dev/null 2>&1; then
  echo "DOCKER_HOST=${DOCKER_HOST:-} DOCKER_CONFIG=${DOCKER_CONFIG:-} TAMIS_ENGINE=machine"
  exit
fi

[ "$(id -u)" = 0 ] || { echo 'no engine runs here, and only root can start one' >&2; exit 1; }
command -v dockerd > /dev/null && command -v mmdebstrap > /dev/null ||
  { apt-get update -qq && apt-get install -y -qq docker.io mmdebstrap; } > "$cache/apt.log" 2>&1 ||
  { tail -3 "$cache/apt.log" >&2; exit 1; }
"$(dirname "$0")/compose.sh" "$cache" > /dev/null

export DOCKER_HOST=unix://$run/docker.sock DOCKER_CONFIG=$cache
if ! docker info > /dev/null 2>&1; then
  mkdir -p "$run"
  # Left by an engine that was killed, with the number of a process that may be another one now.
  rm -f "$run/docker.pid" "$run/containerd/containerd.pid"
  setsid dockerd --data-root "$cache/data" --exec-root "$run" --pidfile "$run/docker.pid" \
    -H "$DOCKER_HOST" > "$cache/dockerd.log" 2>&1 < /dev/null &
  for _ in $(seq 60); do docker info > /dev/null 2>&1 && break; sleep 0.5; done
  docker info > /dev/null 2>&1 || { tail -3 "$cache/dockerd.log" >&2; exit 1; }
fi
echo "DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG TAMIS_ENGINE=own"
