# A Debian with systemd and cron, and tamis in it, for tests of what `tamis schedule` makes.
ARG BASE
FROM ${BASE}
RUN test -x /lib/systemd/systemd -a -x /usr/sbin/cron || { apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends bsdutils cron libnss-systemd systemd util-linux; }
COPY --from=tamis:system-test /usr/local/bin/node /usr/local/bin/node
COPY --from=tamis:system-test /app /opt/tamis
RUN ln -s /opt/tamis/bin/run.js /usr/local/bin/tamis \
 && systemctl mask systemd-firstboot.service \
 && mkdir -p /var/spool/cron/crontabs
# cron asks PAM, whose files a script of its package makes, which has not run where the base was made without scripts.
RUN test -e /etc/pam.d/common-auth || { for kind in auth account session password; do \
   echo "$kind required pam_permit.so" > /etc/pam.d/common-$kind; done \
 && cp /etc/pam.d/common-session /etc/pam.d/common-session-noninteractive; }
STOPSIGNAL SIGRTMIN+3
CMD ["/lib/systemd/systemd"]
