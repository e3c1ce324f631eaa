"""Loads the DAGs of a folder as Airflow does and prints what it understood, as one JSON line."""
import json
import sys
import warnings
from datetime import datetime, timezone

import pendulum

warnings.simplefilter("error", DeprecationWarning)

from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from airflow.serialization.serialized_objects import DagSerialization  # noqa: E402
from airflow.timetables.base import TimeRestriction  # noqa: E402


def ticks(timetable, start, count):
    """The next times at which a run would start, were each one on time."""
    restriction = TimeRestriction(earliest=pendulum.instance(start), latest=None, catchup=True)
    found, last = [], None
    for _ in range(count):
        info = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
        found.append(info.run_after.in_timezone("UTC").isoformat())
        last = info.data_interval
    return found


bag = DagBag(sys.argv[1])
dags = {}
for dag_id, dag in bag.dags.items():
    stored = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    (task,) = dag.tasks
    dags[dag_id] = {
        "ticks": ticks(stored.timetable, datetime(2026, 11, 22, 0, 0, tzinfo=timezone.utc), 4),
        "catchup": stored.catchup,
        "max_active_runs": stored.max_active_runs,
        "retries": task.retries,
        "retry_delay": task.retry_delay.total_seconds(),
        "time_limit": task.execution_timeout.total_seconds(),
        "outlets": [asset.name for asset in task.outlets],
    }
print(json.dumps({"errors": bag.import_errors, "dags": dags}))
