"""One index as the catalog knows it: its keys with their order, operator classes and collations."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from lab.errors import UnknownNameError, did_you_mean

QUERY = text((Path(__file__).parent / "index_details.sql").read_text(encoding="utf-8"))
NAMES = text((Path(__file__).parent / "index_names.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class KeyDetails:
    """A key of an index: a column by its name, or an expression as the server prints it."""

    text: str
    computed: bool = False
    type: str = ""
    operator_class: str = ""
    collation: str = ""
    column_collation: str = ""
    """That of the column or expression, in which the query compares unless it names another."""
    by_code_point: bool = True
    """Whether it sorts by code point, as LIKE with a prefix wants it."""
    descending: bool = False
    nulls_first: bool = False

    @property
    def is_text(self) -> bool:
        """Whether its values are strings that a cast to text leaves as they are."""
        return self.type == "text" or self.type.startswith("character varying")


@dataclass(frozen=True, slots=True)
class IndexDetails:
    """An index; `names` and `tables` hold those of its parts, where the table is partitioned."""

    name: str
    schema: str
    table: str
    table_schema: str
    keys: tuple[KeyDetails, ...]
    method: str = "btree"
    table_rows: float = -1.0
    valid: bool = True
    ready: bool = True
    predicate: str | None = None
    definition: str = ""
    names: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def read_index(connection: Connection, name: str) -> IndexDetails:
    """The index of that name; `schema.name` tells it from others.

    Raises:
        UnknownNameError: there is none.
    """
    row = connection.execute(QUERY, {"name": name}).mappings().one_or_none()
    if row is None and "(" in name:
        raise UnknownNameError(
            f"There is no index '{name}' yet",
            hint="Name one that exists; lab.compare, or 'lab compare -i', shows what another does",
        )
    if row is None:
        known = [str(each) for each in connection.execute(NAMES).scalars()]
        raise UnknownNameError(
            f"No index '{name}' in database '{connection.engine.url.database}'",
            hint=did_you_mean(name, known) or "\\di in 'lab db psql' lists the indexes",
        )
    return _details(row)


def _details(row: Mapping[Any, Any]) -> IndexDetails:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    values["keys"] = tuple(KeyDetails(**key) for key in row["keys"])
    return IndexDetails(**values)
