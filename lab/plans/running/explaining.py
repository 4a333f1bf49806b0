"""EXPLAIN run on a database, always in a transaction that is rolled back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, Unpack

from sqlalchemy import ClauseElement

from lab.database import Database, set_locally
from lab.errors import WriteRefusedError
from lab.plans.parsing import parse_plan
from lab.plans.plan import Plan
from lab.plans.running.statements import Explain, as_clause
from lab.workload import Query

WARM_BELOW_MS = 1000
NOT_RUN = "planned without running: it writes, and the lab may not write on this server"


class How(TypedDict, total=False):
    """How a statement is explained.

    `analyze` (True): run it; otherwise there are estimates only.
    `timing` (True): take each node's time, which slows the statement down by a third to a half.
    `buffers` (True): count blocks.
    `settings`: planner settings for this run alone, such as `{"enable_seqscan": "off"}`.
    `timeout_ms` (60,000): how long a run may take.
    `warm` (True on the lab's own server): where it took less than a second, run it once more, for
    the first run in a session reads the catalog too and counts those blocks. Both are rolled back.
    """

    analyze: bool
    timing: bool
    buffers: bool
    settings: Mapping[str, str]
    timeout_ms: int
    warm: bool


@dataclass(frozen=True, slots=True)
class _How:
    """The same with its defaults."""

    analyze: bool = True
    timing: bool = True
    buffers: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    timeout_ms: int = 60_000
    warm: bool | None = None


def explain(
    db: Database,
    statement: object,
    params: Mapping[str, Any] | None = None,
    **how: Unpack[How],
) -> Plan:
    """Run the statement under EXPLAIN ANALYZE and read its plan; what it writes is rolled back.

    What no transaction holds is not undone: sequences move on, and functions may have acted
    outside the database. On a server where the lab may not write, a statement that writes is
    planned without running it, and the plan's `note` says so.

    Args:
        db: where.
        statement: SQL text with `:name` for parameters, a SQLAlchemy select, insert, update or
            delete, of the ORM too, or a Query, which brings its parameters.
        params: the values of the parameters.
        how: `analyze`, `timing`, `buffers`, `settings`, `timeout_ms`, `warm`; see `How`.

    Raises:
        StatementError: PostgreSQL refuses it, it takes too long, or a parameter has no value.
    """
    if isinstance(statement, Query):
        params = {**statement.params, **(params or {})}
        statement = statement.statement
    values = dict(params or {})
    clause = as_clause(statement, values)
    wanted = _How(**how)
    try:
        return _run(db, clause, values, wanted)
    except WriteRefusedError:
        if not wanted.analyze:
            raise
    return replace(_run(db, clause, values, replace(wanted, analyze=False)), note=NOT_RUN)


def _run(db: Database, clause: ClauseElement, values: Mapping[str, Any], how: _How) -> Plan:
    options = explain_options(
        db.capabilities.server_version_num,
        analyze=how.analyze,
        timing=how.timing,
        buffers=how.buffers,
    )
    with db.rolled_back(statement_timeout_ms=how.timeout_ms) as connection:
        for name, value in how.settings.items():
            set_locally(connection, name, value)
        statement = Explain(clause, options)
        with connection.begin_nested() as savepoint:
            first = parse_plan(connection.execute(statement, values).scalar_one())
            savepoint.rollback()
        warm = db.own_server if how.warm is None else how.warm
        if not (warm and how.analyze) or (first.execution_time or 0) > WARM_BELOW_MS:
            return first
        return parse_plan(connection.execute(statement, values).scalar_one())


def explain_options(version: int, *, analyze: bool, timing: bool, buffers: bool) -> dict[str, str]:
    """The options that a server of this `server_version_num` knows, each said explicitly."""
    switch = {True: "ON", False: "OFF"}
    options = {"FORMAT": "JSON", "ANALYZE": switch[analyze], "BUFFERS": switch[buffers]}
    options |= {"SETTINGS": "ON", "SUMMARY": "ON"}
    if analyze:
        options |= {"TIMING": switch[timing], "WAL": "ON"}
    if version >= 170000:
        options["MEMORY"] = "ON"
    return options
