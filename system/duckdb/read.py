"""Reads what tamis exported, as JSON on one line: columns with their types, and rows. Times are ISO 8601 in UTC."""
import datetime
import json
import sys

import duckdb


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return value.isoformat() if isinstance(value, datetime.date) else value


connection = duckdb.connect()
connection.execute("set timezone = 'UTC'")
answers = []
for query in json.load(sys.stdin):
    relation = connection.sql(query)
    rows = [[plain(value) for value in row] for row in relation.fetchall()]
    answers.append({"types": dict(zip(relation.columns, map(str, relation.types))), "rows": rows})
json.dump(answers, sys.stdout)
