"""Running the `.sql` files of this folder so that their answers do not depend on the session."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from lab.errors import unknown_name

Row = Mapping[Any, Any]
FOLDER = Path(__file__).parent
INTERNAL_ERROR = "XX000"


def read_rows(connection: Connection, name: str, **parameters: Any) -> Sequence[Row]:
    """The rows that the query file of that name finds."""
    query = text((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    return connection.execute(query, parameters).mappings().all()


def read_settled(
    connection: Connection, name: str, *, attempts: int = 5, **parameters: Any
) -> Sequence[Row]:
    """The same, asked again where another session dropped something while it was looked at.

    A query sees the catalog as it was when it began, the functions in it (pg_get_indexdef and its
    siblings) as it is: what is gone by then is an error to some of them, and null to others.
    """
    try:
        with connection.begin_nested():
            return read_rows(connection, name, **parameters)
    except DBAPIError as error:
        if attempts == 1 or getattr(error.orig, "sqlstate", None) != INTERNAL_ERROR:
            raise
    return read_settled(connection, name, attempts=attempts - 1, **parameters)


SETTINGS = {
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "quote_all_identifiers": "off",
}
"""What defaults and expressions are written in; the driver reads times in ISO alone."""


@contextmanager
def names_within(connection: Connection, schema: str) -> Iterator[None]:
    """Have PostgreSQL write names of that schema bare, and all others with their schema.

    What it leaves out depends on the search_path, so two sessions could read the same schema
    differently. Temporary tables come last: otherwise they would hide what has their names. No
    `finally`: after an error the transaction, and the path with it, goes back.

    Raises:
        UnknownNameError: the database has no such schema.
    """
    asked = {"schema": schema, "settings": json.dumps(SETTINGS | {"search_path": ""})}
    found = connection.execute(SCHEMA_AND_PATH, asked).one()
    if found.path_within is None:
        where = f"database '{connection.engine.url.database}'"
        raise unknown_name("schema", schema, where, found.schemas)
    connection.execute(SET, {"settings": json.dumps(SETTINGS | {"search_path": found.path_within})})
    yield
    connection.execute(SET, {"settings": json.dumps(found.settings)})


SCHEMA_AND_PATH = text(
    "SELECT (SELECT json_object_agg(name, current_setting(name)) FROM "
    "json_object_keys(:settings) AS name) AS settings, "
    "min(quote_ident(nspname)) FILTER (WHERE nspname = :schema) || ', pg_temp' AS path_within, "
    "coalesce(array_agg(nspname::text ORDER BY nspname) FILTER "
    "(WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'), '{}') AS schemas "
    "FROM pg_namespace"
)
SET = text("SELECT set_config(key, value, false) FROM json_each_text(:settings)")


def read_schemas(connection: Connection) -> list[str]:
    """The schemas that somebody designed and that have tables, `public` first, or it alone."""
    rows = read_rows(connection, "schemas")
    with_tables = [row["name"] for row in rows if row["has_tables"]]
    return with_tables or [row["name"] for row in rows if row["name"] == "public"]
