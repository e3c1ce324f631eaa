# One execution: the last copy of the database, one batch, the next copy.
set -u
if [ -e /bucket/market.db ]; then
  tamis restore /bucket/market.db || exit 74
fi
# The same id for every try of an execution, so that a retry of a published batch changes nothing.
tamis run markets --batch-id "markets-${CLOUD_RUN_EXECUTION}" --json
code=$?
if [ -e "$TAMIS_DATABASE" ]; then
  # Whole files only: made here, then copied, then named.
  tamis backup /data/copy.db && cp /data/copy.db /bucket/market.db.new && mv /bucket/market.db.new /bucket/market.db || exit 74
fi
case $code in
  # No retry mends usage, data, key or configuration. The line above is the alarm: watch the logs for its status.
  2 | 65 | 77 | 78) exit 0 ;;
esac
exit "$code"
