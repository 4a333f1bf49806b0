"""Operations of an Alembic revision, as Python source. Every name is written by `repr`.

A name may hold quotes, line breaks and what looks like code: in a literal it stays a name.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from lab.findings import Fix
from lab.schema import LONGEST_NAME, IndexKey, Table, clipped, quoted


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


def literal(value: str) -> str:
    """A text as SQL writes it."""
    escaped = value.replace("'", "''")
    return f"'{escaped}'"


def sql_name(table: Table, name: str = "") -> str:
    """The table, or what lies in its schema under that name, as SQL names it."""
    schema = in_schema(table)
    return ".".join(quoted(each) for each in (schema, name or table.name) if each is not None)


def key_sql(key: IndexKey) -> str:
    """What an index sorts by, as CREATE INDEX has it."""
    words = [f"({key.text})" if key.expression else quoted(key.text)]
    if key.collation is not None:
        words.append(f"COLLATE {quoted(key.collation)}")
    if key.opclass is not None:
        words.append(key.opclass)
    if key.descending:
        words.append("DESC")
    if key.nulls_first is not key.descending:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return " ".join(words)


def alter_column(table: Table, name: str, **changed: Any) -> str:
    """A column with other properties; what is None stays as it is."""
    return call("op.alter_column", table.name, name, **changed, schema=in_schema(table))


def drop_constraint(table: Table, name: str, kind: str) -> str:
    """Without a constraint of one of Alembic's kinds, such as `foreignkey`."""
    return call("op.drop_constraint", name, table.name, type_=kind, schema=in_schema(table))


def validate(table: Table, name: str) -> str:
    """A constraint made NOT VALID held against the rows that are there, beside the traffic."""
    return execute(f"ALTER TABLE {sql_name(table)} VALIDATE CONSTRAINT {quoted(name)}")


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
    if len(name.encode()) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{clipped(name, LONGEST_NAME - 9)}_{digest}"
