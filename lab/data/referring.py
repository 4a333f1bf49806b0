"""Tables of somebody else's whose rows refer to the lab's: they would be left without a parent."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Row, text

from lab.data.statements import run_as_written
from lab.errors import LoadError

READ = text((Path(__file__).parent / "referring.sql").read_text(encoding="utf-8"))


def require_no_outsiders(connection: Connection, tables: Sequence[str]) -> None:
    """Refuse to empty tables to which rows of other tables refer.

    Foreign keys of this schema are taken off and put back, which their rows must allow; those of
    other schemas stay on, and with them no table can be emptied.

    Raises:
        LoadError: there is such a foreign key; says which.
    """
    for key in connection.execute(READ, {"tables": list(tables)}).all():
        name = f"'{key.schema_name}.{key.table_name}'"
        if not key.here:
            raise LoadError(
                f"Foreign key '{key.name}' of {name} leads to the lab's tables from another schema",
                hint="Drop that foreign key, or load into a database of its own",
            )
        if _has_rows(connection, key):
            raise LoadError(
                f"Rows of {name} refer to rows that would be replaced (foreign key '{key.name}')",
                hint=f"Empty {name}, drop its foreign key, or load into a database of its own",
            )


def _has_rows(connection: Connection, key: Row[Any]) -> bool:
    """Whether any row refers to something: a null in its key means that it does not."""
    filled = sql.SQL(" AND ").join(
        sql.SQL("{} IS NOT NULL").format(sql.Identifier(column)) for column in key.columns
    )
    table = sql.Identifier(key.schema_name, key.table_name)
    asked = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {})").format(table, filled)
    found: bool = run_as_written(connection, asked).scalar_one()
    return found
