import { runArguments, timesInWords } from './arguments.ts'
import { pythonString } from './escape.ts'
import {
  FATAL_EXIT_CODES,
  RETRY_DELAY_SECONDS,
  START_WITHIN_SECONDS,
  STARTS_PER_SLOT,
  timeLimits,
} from './limits.ts'
import { type ScheduleFile, type ScheduleOptions, unitName } from './options.ts'
import { cronExpressions } from './times.ts'

/** A DAG for Airflow 3: one task runs one batch. Needs nothing but Airflow and its standard provider. */
export function renderAirflow(options: ScheduleOptions): readonly ScheduleFile[] {
  const name = unitName(options).replaceAll('-', '_')
  return [
    {
      path: `${name}_dag.py`,
      content: [head(options), settings(options), OPERATOR, dag(options)].join('\n'),
    },
  ]
}

function head(options: ScheduleOptions): string {
  return `"""tamis: one batch of ${options.pipeline} at ${timesInWords(options)}, for Airflow 3.0 or newer.

Made by \`tamis schedule airflow\`; edit it freely.

One task runs the whole batch, and not one task for each phase: a batch is whole or absent, its pages are
staged as they come, and the batch id follows from the run id. So a retry goes on where the last try stopped:
staged pages are not asked for again, and a batch that is staged in full is loaded without a request. Tasks
for each phase would only add places to fail. For shards take several pipelines: a DAG for each.

* No catch-up: a scheduled run that cannot start within START_WITHIN of its time is skipped.
* Exit codes 2, 65, 77 and 78 fail at once, as no retry mends them; everything else is retried.
* A run that has nothing to do is skipped, for example with {"if_older_than": "6h"} in its configuration.
* The result of \`tamis run --json\` is the task's XCom. The asset is updated on success, for DAGs downstream.
"""
`
}

function settings(options: ScheduleOptions): string {
  const limits = timeLimits(options.plannedSeconds)
  const list = (words: readonly string[]): string => `[${words.map(pythonString).join(', ')}]`
  const key =
    options.key === null ? '' : `\n    "${options.key.variable}_FILE": ${pythonString(options.key.file)},`
  const files = options.variables.keys.map((name) => `${name}_FILE`).join(' or ')
  const withKey = files === '' ? '' : `# A key comes from a file: ${files}, here or in the worker.\n`
  return `from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import timedelta

import pendulum
from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.sdk import DAG, Asset, BaseOperator, Param
${triggerImport(options)}
try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:  # the first versions of Airflow 3
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

PIPELINE = ${pythonString(options.pipeline)}
COMMAND = ${list([...options.command, ...runArguments(options)])}
DIRECTORY = ${pythonString(options.directory)}
${withKey}ENVIRONMENT = {
    "TAMIS_DATABASE": ${pythonString(options.database)},${key}
}
MARKET = Asset(name=${pythonString(`tamis_${options.pipeline}`)}, uri=${pythonString(assetUri(options))}, group="tamis")

START_WITHIN = timedelta(seconds=${START_WITHIN_SECONDS})
# A run ends itself after ${limits.deadline} s, twice its planned time and 10 minutes; only a hung one meets this limit.
TIME_LIMIT = timedelta(seconds=${limits.kill})
SKIPPED = 99
FATAL = {${FATAL_EXIT_CODES.join(', ')}}
`
}

const assetUri = ({ database, pipeline }: ScheduleOptions): string =>
  `file://localhost${encodeURI(database).replace(/[?#]/g, encodeURIComponent)}/${pipeline}`

const OPERATOR = `
def batch_id(run_id: str) -> str:
    """The same for every try of a run, with the pipeline's name, in the characters that a batch id may have."""
    name = f"{PIPELINE}-{re.sub('[^A-Za-z0-9._-]', '_', run_id.replace(':', ''))}"
    if len(name) <= 100:
        return name
    return f"{name[:83]}-{hashlib.sha256(run_id.encode()).hexdigest()[:16]}"


class TamisRun(BaseOperator):
    """Runs one batch, without a shell in between; so no path needs quoting, and a stop reaches tamis."""

    def execute(self, context):
        run, task = context["dag_run"], context["ti"]
        late = pendulum.now("UTC") - run.run_after > START_WITHIN
        if run.run_type == "scheduled" and task.try_number == 1 and late:
            raise AirflowSkipException(f"Too late for {run.run_after}: no catch-up.")
        command = [*COMMAND, "--batch-id", batch_id(run.run_id), "--skipped-exit-code", str(SKIPPED)]
        if context["params"]["if_older_than"]:
            command += ["--if-older-than", context["params"]["if_older_than"]]
        self.hook = SubprocessHook()
        result = self.hook.run_command(command, env={"SHELL": "/bin/sh", **os.environ, **ENVIRONMENT}, cwd=DIRECTORY)
        return self.judge(result, context)

    def judge(self, result, context):
        report = self.report_of(result)
        if result.exit_code == SKIPPED:
            raise AirflowSkipException("There is a batch that is young enough.")
        if result.exit_code == 0:
            kept = ("batch_id", "revision", "status", "extracted_at", "loaded", "quarantined")
            context["outlet_events"][MARKET].extra = {name: report.get(name) for name in kept}
            return report
        context["ti"].xcom_push(key="return_value", value=report)
        error = report.get("error") or {}
        message = f"{report.get('status')}: {error.get('message')} {error.get('hint')} (exit {result.exit_code})"
        raise (AirflowFailException if result.exit_code in FATAL else AirflowException)(message)

    def report_of(self, result):
        try:
            return json.loads(result.output)
        except ValueError:
            # A run that was killed prints no result; it is retried like any other failure.
            return {"status": "failed", "error": {"message": f"no result, but {result.output[:200]!r}.", "hint": ""}}

    def on_kill(self):
        if hasattr(self, "hook"):
            self.hook.send_sigterm()

`

/** Several minutes of the hour need a timetable of several cron expressions. */
function triggerImport({ times }: ScheduleOptions): string {
  if (cronExpressions(times).length === 1) return ''
  return 'from airflow.timetables.trigger import MultipleCronTriggerTimetable\n'
}

function schedule({ times, timezone }: ScheduleOptions): string {
  const expressions = cronExpressions(times).map(pythonString)
  if (expressions.length === 1) return expressions.join()
  return `MultipleCronTriggerTimetable(${expressions.join(', ')}, timezone=${pythonString(timezone)})`
}

function dag(options: ScheduleOptions): string {
  const limits = timeLimits(options.plannedSeconds)
  return `
with DAG(
    dag_id=${pythonString(`tamis_${options.pipeline}`)},
    description=${pythonString(`tamis: one batch of ${options.pipeline} at ${timesInWords(options)}`)},
    doc_md=__doc__,
    schedule=${schedule(options)},
    start_date=pendulum.datetime(2026, 1, 1, tz=${pythonString(options.timezone)}),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=${limits.slot}),
    params={"if_older_than": Param(None, type=["null", "string"], description="Skip when a younger batch exists")},
    tags=["tamis"],
):
    TamisRun(
        task_id="run",
        outlets=[MARKET],
        retries=${STARTS_PER_SLOT - 1},
        retry_delay=timedelta(seconds=${RETRY_DELAY_SECONDS}),
        execution_timeout=TIME_LIMIT,
    )
`
}
