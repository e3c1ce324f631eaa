"""A Singer target for SQLite, as the SDK gives it: only the URL of the database is ours."""

import sqlite3
from decimal import Decimal

from singer_sdk import typing as th
from singer_sdk.sql import SQLConnector, SQLSink, SQLTarget

# The SDK reads numbers as Decimal, of which Python's driver of SQLite knows nothing.
sqlite3.register_adapter(Decimal, float)


class SQLiteConnector(SQLConnector):
    allow_column_alter = False

    def get_sqlalchemy_url(self, config) -> str:
        return f"sqlite:///{config['database']}"


class SQLiteSink(SQLSink):
    connector_class = SQLiteConnector


class SQLiteTarget(SQLTarget):
    name = "target-sqlite"
    default_sink_class = SQLiteSink
    max_parallelism = 1
    config_jsonschema = th.PropertiesList(th.Property("database", th.StringType, required=True)).to_dict()


if __name__ == "__main__":
    SQLiteTarget.cli()
