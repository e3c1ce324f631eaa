# tamis (target app) and Airflow with tamis in it (target airflow), from these sources.
# No "# syntax=" line: BuildKit would ask a registry for that frontend before anything else.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
ARG AIRFLOW_IMAGE=apache/airflow:3.3.2
ARG PNPM_VERSION=12.21.0

FROM ${NODE_IMAGE} AS build
ARG PNPM_VERSION
ENV CI=true npm_config_update_notifier=false pnpm_config_verify_deps_before_run=false
WORKDIR /src
# A proxy that signs TLS anew needs its certificate: --secret id=extra_ca,src=/etc/ssl/certs/ca-certificates.crt
RUN --mount=type=secret,id=extra_ca,target=/run/extra-ca.crt \
    [ ! -s /run/extra-ca.crt ] || export NODE_EXTRA_CA_CERTS=/run/extra-ca.crt npm_config_cafile=/run/extra-ca.crt; \
    npm install --global --no-fund --no-audit --allow-scripts=pnpm "pnpm@${PNPM_VERSION}"
# What decides the dependencies, so that this layer lasts while sources change.
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./
RUN --mount=type=secret,id=extra_ca,target=/run/extra-ca.crt --mount=type=cache,id=pnpm-store,target=/pnpm/store \
    [ ! -s /run/extra-ca.crt ] || export NODE_EXTRA_CA_CERTS=/run/extra-ca.crt; \
    pnpm fetch --store-dir /pnpm/store --ignore-scripts
COPY . .
# Without install scripts: they would bring the Node.js of the developers, and the image has its own.
RUN --mount=type=cache,id=pnpm-store,target=/pnpm/store \
    pnpm install --frozen-lockfile --offline --ignore-scripts --store-dir /pnpm/store \
 && rm -f node_modules/.bin/node \
 && pnpm --recursive --filter='./packages/*' build \
 && pnpm --filter=tamis deploy --prod --offline --ignore-scripts --store-dir /pnpm/store /app \
 && find /app \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete \
 && chmod 0755 /app/bin/run.js \
 && cd /app/node_modules/.pnpm/better-sqlite3@*/node_modules/better-sqlite3 \
 && rm -r deps src && find prebuilds -type f ! -name "linux-$(node --print process.arch).node" -delete

FROM ${NODE_IMAGE} AS app
# HOME and SHELL, as Node.js asks for them and a user without a name has none.
ENV NODE_ENV=production NO_COLOR=1 TZ=UTC HOME=/tmp SHELL=/bin/sh TAMIS_DATABASE=/data/market.db
COPY --from=build --chown=0:0 /app /app
# Group 0 may write, for user ids that somebody else chooses: Airflow's 50000, or a random one.
RUN ln -s /app/bin/run.js /usr/local/bin/tamis \
 && mkdir -p /data /secrets && chown 1000:0 /data /secrets && chmod 0770 /data && chmod 0775 /secrets
USER 1000:0
# From here, the default data/market.db is the volume's.
WORKDIR /
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["tamis"]
CMD ["--help"]

FROM ${AIRFLOW_IMAGE} AS airflow
USER root
COPY --from=app /usr/local/bin/node /usr/local/bin/node
COPY --from=app /app /app
RUN ln -s /app/bin/run.js /usr/local/bin/tamis \
 && mkdir -p /data /secrets && chown 50000:0 /data /secrets && chmod 0770 /data && chmod 0775 /secrets
ENV SHELL=/bin/sh TAMIS_DATABASE=/data/market.db
USER 50000
