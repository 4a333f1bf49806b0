"""Operations of an Alembic revision, as Python source. Every name is written by `repr`.

A name may hold quotes, line breaks and what looks like code: in a literal it stays a name.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from lab.findings import Fix
from lab.schema import Table

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
    name = proposed_name("uq" if unique else "ix", table.name, columns)
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
