"""Generic plans: those that PostgreSQL makes for a prepared statement, for any values.

Source: choose_custom_plan in src/backend/utils/cache/plancache.c; EXPLAIN (GENERIC_PLAN) since
PostgreSQL 16.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.compiler import SQLCompiler

from lab.database import set_locally
from lab.plans.running.options import explain_clause
from lab.plans.running.statements import numbered_parameters

PREPARED = "lab_generic_plan"


def explain_generic(
    connection: Connection, statement: SQLCompiler, options: Mapping[str, str]
) -> object:
    """EXPLAIN (GENERIC_PLAN) of a statement whose parameters are `$1`, `$2`."""
    clause = explain_clause({**options, "GENERIC_PLAN": "ON"})
    return _sent(connection, f"{clause}\n{statement.string}")


def explain_prepared(
    connection: Connection,
    statement: SQLCompiler,
    options: Mapping[str, str],
    values: Mapping[str, Any] | None,
) -> object:
    """The generic plan of the statement prepared, with these values or with NULL for all."""
    arguments = (
        ["NULL"] * numbered_parameters(statement.string)
        if values is None
        else _literals(connection, statement, values)
    )
    given = f"({', '.join(arguments)})" if arguments else ""
    with _prepared(connection, statement.string):
        set_locally(connection, "plan_cache_mode", "force_generic_plan")
        return _sent(connection, f"{explain_clause(options)}\nEXECUTE {PREPARED}{given}")


@contextmanager
def _prepared(connection: Connection, statement: str) -> Iterator[None]:
    """The statement prepared under a name; no rollback forgets that, so it is taken back."""
    connection.exec_driver_sql(f"PREPARE {PREPARED} AS {_doubled(statement)}")
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        # A transaction in error takes no DEALLOCATE, and a session that has ended needs none.
        savepoint.rollback()
        if not connection.invalidated:
            connection.exec_driver_sql(f"DEALLOCATE {PREPARED}")


def _literals(
    connection: Connection, statement: SQLCompiler, values: Mapping[str, Any]
) -> list[str]:
    """The values in the order of their numbers, quoted by the server itself."""
    known = statement.construct_params(dict(values))
    names = list(dict.fromkeys(statement.positiontup or ()))
    if not names:
        return []
    types = {name: statement.binds[name].type for name in names if name in statement.binds}
    quoted = [
        func.quote_nullable(cast(bindparam(f"v{at}", known[name], types.get(name)), Text))
        for at, name in enumerate(names)
    ]
    # As one array: a SELECT returns 1,664 columns at most.
    return list(connection.execute(select(array(quoted))).scalar_one())


def _sent(connection: Connection, statement: str) -> object:
    return connection.exec_driver_sql(_doubled(statement)).scalar_one()


def _doubled(statement: str) -> str:
    """Percent signs as the driver wants them."""
    return statement.replace("%", "%%")
