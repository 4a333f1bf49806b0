"""Running the `.sql` files of this folder so that their answers do not depend on the session."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from lab.errors import UnknownNameError

Row = Mapping[Any, Any]
FOLDER = Path(__file__).parent


def read_rows(
    connection: Connection, name: str, schema: str, **parameters: list[str]
) -> Sequence[Row]:
    """The rows that the query file of that name finds in one schema."""
    query = text((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    return connection.execute(query, {"schema": schema, **parameters}).mappings().all()


@contextmanager
def names_within(connection: Connection, schema: str) -> Iterator[None]:
    """Have PostgreSQL write names of that schema bare, and all others with their schema.

    What it leaves out depends on the search_path, so two sessions could read the same schema
    differently. No `finally`: after an error the transaction, and the path with it, goes back.

    Raises:
        UnknownNameError: the database has no such schema.
    """
    found = connection.execute(SCHEMA_AND_PATH, {"schema": schema}).one_or_none()
    if found is None:
        raise UnknownNameError(
            f"No schema '{schema}' in database '{connection.engine.url.database}'",
            hint="\\dn in psql lists the schemas",
        )
    connection.execute(SET_PATH, {"path": found.quoted})
    yield
    connection.execute(SET_PATH, {"path": found.path})


SCHEMA_AND_PATH = text(
    "SELECT quote_ident(nspname) AS quoted, current_setting('search_path') AS path "
    "FROM pg_namespace WHERE nspname = :schema"
)
SET_PATH = text("SELECT set_config('search_path', :path, false)")
