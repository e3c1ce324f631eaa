#!/usr/bin/env bash
# The linter of shell scripts from Debian, where it is not there yet. Usage: shellcheck.sh
set -euo pipefail
command -v shellcheck > /dev/null && exit
[ "$(id -u)" = 0 ] || { echo 'shellcheck is not installed, and only root can do that' >&2; exit 1; }
apt-get update -qq > /dev/null
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends shellcheck > /dev/null
