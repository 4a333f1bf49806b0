"""Operations of an Alembic revision, as Python source. Every name is written by `repr`.

A name may hold quotes, line breaks and what looks like code: in a literal it stays a name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql

from lab.findings import Fix
from lab.schema import Table

# Named: `text()` doubles a percent sign by itself, so the names within it must not be doubled.
DIALECT: Any = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
PREPARER = DIALECT.identifier_preparer
LONGEST_NAME = 63
"""Bytes; PostgreSQL cuts the rest off (NAMEDATALEN - 1)."""


class Code(str):
    """Source that is written as it is, such as `sa.BigInteger()`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def call(function: str, *values: Any, **named: Any) -> str:
    """A call as source: `op.drop_index('ix', 'orders')`; what is None is left out of the named."""
    given = [repr(value) for value in values]
    given += [f"{name}={value!r}" for name, value in named.items() if value is not None]
    return f"{function}({', '.join(given)})"


def in_schema(table: Table) -> str | None:
    """The schema, where a statement has to name it."""
    return None if table.schema == "public" else table.schema


def execute(sql: str) -> str:
    """A statement as it is: a colon in it begins no parameter."""
    return call("op.execute", sql.replace(":", "\\:"))


def quoted(name: str) -> str:
    """A name as SQL wants it inside of `execute`: in quotes where it needs them."""
    return str(PREPARER.quote(name))


def sql_name(table: Table, name: str = "") -> str:
    """The table, or what lies in its schema under that name, as SQL names it."""
    schema = in_schema(table)
    return ".".join(quoted(each) for each in (schema, name or table.name) if each is not None)


def upkeep(*statements: str) -> Fix:
    """What looks after a server and changes no schema: no revision is to repeat it."""
    return Fix(
        upgrade=tuple(execute(sql) for sql in statements),
        caution="It looks after this server and changes no schema: run it here, in no revision",
        outside_transaction=True,
    )


def proposed_name(kind: str, table: str, columns: Sequence[str] = ()) -> str:
    """A name by the usual convention: `ix_orders_user_id`; what is too long ends in a digest."""
    name = "_".join([kind, table, *columns])
    raw = name.encode()
    if len(raw) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(raw).hexdigest()[:8]
    kept = raw[: LONGEST_NAME - 9].decode(errors="ignore")
    return f"{kept}_{digest}"


def add_index(
    table: Table, columns: Sequence[str], *, model: str, unique: bool = False, caution: str = ""
) -> Fix:
    """A new index: built beside the traffic, or with a caution where that is not possible."""
    kind = "uq" if unique else "ix"
    name = proposed_name(kind, table.name, columns)
    if any(index.name == name for index in table.indexes):
        name = proposed_name(kind, table.name, [*columns, "2"])
    how: Mapping[str, Any] = {
        "schema": in_schema(table),
        "postgresql_concurrently": None if table.partitioned else True,
    }
    blocks = "A partitioned table cannot be indexed CONCURRENTLY: writes wait for the build"
    return Fix(
        model=model,
        upgrade=(
            call("op.create_index", name, table.name, [*columns], unique=unique or None, **how),
        ),
        downgrade=(call("op.drop_index", name, table.name, **how),),
        caution=caution or (blocks if table.partitioned else ""),
        outside_transaction=not table.partitioned,
    )
