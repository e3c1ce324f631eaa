import { AIRFLOW_VERSION, NODE_IMAGE } from './images.ts'
import type { ScheduleOptions } from './options.ts'

/** The images from the published package; the project's own Dockerfile builds them from its sources. */
export function dockerfile(options: ScheduleOptions): string {
  return `# tamis and Airflow with tamis in it. Made by \`tamis schedule compose\`.
ARG NODE_IMAGE=${NODE_IMAGE}
ARG AIRFLOW_IMAGE=apache/airflow:${AIRFLOW_VERSION}

FROM \${NODE_IMAGE} AS app
# HOME and SHELL, as Node.js asks for them and a user without a name has none.
ENV NODE_ENV=production NO_COLOR=1 TZ=UTC HOME=/tmp SHELL=/bin/sh TAMIS_DATABASE=/data/market.db
RUN npm install --prefix /app --omit=dev --no-fund --no-audit tamis@${options.version} \\
 && ln -s /app/node_modules/tamis/bin/run.js /usr/local/bin/tamis \\
 && mkdir -p /data /secrets && chown 1000:0 /data /secrets && chmod 0770 /data && chmod 0775 /secrets
${configLine(options)}USER 1000:0
WORKDIR /
VOLUME /data
ENTRYPOINT ["tamis"]
CMD ["--help"]

FROM \${AIRFLOW_IMAGE} AS airflow
USER root
COPY --from=app /usr/local/bin/node /usr/local/bin/node
COPY --from=app /app /app
RUN ln -s /app/node_modules/tamis/bin/run.js /usr/local/bin/tamis \\
 && mkdir -p /data /secrets && chown 50000:0 /data /secrets && chmod 0770 /data && chmod 0775 /secrets
${configLine(options)}ENV SHELL=/bin/sh TAMIS_DATABASE=/data/market.db
USER 50000
`
}

/** A config travels in the image; in JSON, as nothing is installed beside it. */
const configLine = ({ config }: ScheduleOptions): string =>
  config === null ? '' : `COPY tamis.config.json ${config}\n`
