#!/usr/bin/env bash
# actionlint, compiled from its Go module. Prints its path. Usage: actionlint.sh CACHE_DIR
set -euo pipefail
version=v1.7.12
folder=$(mkdir -p "$1" && cd "$1" && pwd)/actionlint-$version
if [ ! -x "$folder/actionlint" ]; then
  command -v go > /dev/null || { echo 'Go is not installed' >&2; exit 1; }
  GOBIN=$folder GOFLAGS=-mod=mod go install "github.com/rhysd/actionlint/cmd/actionlint@$version" 2> /dev/null
fi
echo "$folder/actionlint"
