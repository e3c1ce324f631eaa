#!/usr/bin/env bash
# What is known of Google's Terraform provider without a registry of providers: typings made from its schema (6.50.0, the
# last that were published as a package) and a parser of HCL. Prints their folder. Usage: google-schema.sh CACHE_DIR
set -euo pipefail
folder=$1/google-schema-16.12.1
if [ ! -e "$folder/complete" ]; then
  rm -rf "$folder"
  mkdir -p "$folder/provider"
  cd "$folder"
  npm pack --silent @cdktf/provider-google@16.12.1 > /dev/null
  tar xzf cdktf-provider-google-*.tgz -C provider --strip-components=1 --wildcards '*.d.ts'
  rm cdktf-provider-google-*.tgz
  echo '{ "private": true }' > package.json
  npm install --silent --no-fund --no-audit --ignore-scripts @cdktf/hcl2json@0.21.0 > /dev/null
  touch complete
fi
echo "$folder"
