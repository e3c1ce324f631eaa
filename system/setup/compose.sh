#!/usr/bin/env bash
# Compose and buildx of Debian's release after bookworm, for engines that come without them. No package of the system
# changes. Prints the folder of the two programs. Usage: compose.sh CACHE_DIR
set -euo pipefail
folder=$1/cli-plugins
if [ ! -x "$folder/docker-compose" ] || [ ! -x "$folder/docker-buildx" ]; then
  apt=$(mkdir -p "$1/apt" && cd "$1/apt" && pwd)
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/none" "$folder"
  mirror() { apt-get indextargets --format '$(ORIGIN) $(SITE)' 'Created-By: Packages' | awk '$1 == "Debian" { print $2; exit }'; }
  # What a mirror is of is known once its lists are there.
  [ -n "$(mirror)" ] || apt-get update -qq
  mirror=$(mirror)
  [ -n "$mirror" ] || { echo 'only a Debian machine has them' >&2; exit 1; }
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$apt/sources.list"
  options=(-q -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/none"
    -o "Dir::Etc::preferencesparts=$apt/none" -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
    -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update > /dev/null
  (cd "$apt" && apt-get "${options[@]}" download docker-compose docker-buildx > /dev/null
    for package in ./*.deb; do dpkg -x "$package" files; done)
  cp "$apt"/files/usr/libexec/docker/cli-plugins/docker-{compose,buildx} "$folder/"
fi
echo "$folder"
