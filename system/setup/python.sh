#!/usr/bin/env bash
# A Python environment of its own with the packages given, made once for a list of packages. Installed by uv, which takes
# seconds where pip takes a minute. Prints the environment's folder.
# Usage: python.sh CACHE_DIR NAME PACKAGE… (anything that `pip install` takes)
set -euo pipefail
cache=$1 name=$2
shift 2
folder=$cache/python-$name-$(printf '%s\n' "$@" | cksum | cut -d ' ' -f 1)
if [ ! -e "$folder/complete" ]; then
  python3 -c 'import sys; assert sys.version_info >= (3, 10)' || { echo 'Python 3.10 or newer is needed' >&2; exit 1; }
  if [ ! -x "$cache/uv/bin/uv" ]; then
    python3 -m venv "$cache/uv"
    "$cache/uv/bin/pip" install --quiet --disable-pip-version-check uv
  fi
  rm -rf "$folder"
  "$cache/uv/bin/uv" venv --quiet --python python3 "$folder"
  "$cache/uv/bin/uv" pip install --quiet --python "$folder/bin/python" "$@"
  touch "$folder/complete"
fi
echo "$folder"
