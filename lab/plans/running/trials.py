"""One statement on one connection, explained as often as it takes; each run is undone at once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ClauseElement, Connection, text
from sqlalchemy.exc import DBAPIError

from lab.database import Database, set_locally, told
from lab.errors import LabError, StatementError
from lab.findings import Finding
from lab.plans.parsing import parse_plan
from lab.plans.plan import Plan
from lab.plans.running.generic import explain_generic, explain_prepared
from lab.plans.running.options import GENERIC_PLAN_SINCE, Wanted, explain_options
from lab.plans.running.refusing import (
    makes_a_table,
    refreshed_view,
    refuse_too_many_values,
    refuse_unprepared,
    refuse_without_a_plan,
    require_one_plan,
)
from lab.plans.running.statements import (
    Explain,
    as_clause,
    as_construct,
    bare,
    compiled,
    missing_values,
    numbered_parameters,
)
from lab.workload import Query

WARM_BELOW_MS = 1000
REFRESH_NOTE = "the query of the materialized view; replacing its rows is not in the plan"
VIEW_QUERY = text((Path(__file__).parent / "view_query.sql").read_text(encoding="utf-8"))
TIMEOUTS = text(
    "SELECT set_config('lock_timeout', :lock, true), set_config('statement_timeout', :run, true)"
)

T = TypeVar("T")
Proofs: TypeAlias = dict[int, Finding | None]
"""What came of trying a finding's advice, by its place among the plan's findings; None: drop it."""

BRIEF_LOCK_MS = 200
"""How long an attempt waits for a lock: nobody should queue behind what is only tried."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be explained: the statement, the values of its parameters, its text."""

    clause: ClauseElement
    values: Mapping[str, Any]
    query_text: str
    """As it is compiled, with placeholders: the values are their owner's, and are not kept."""
    refreshes: str | None = None
    """The materialized view, where the statement is to refresh one."""

    @property
    def makes_a_table(self) -> bool:
        """Whether a table comes of it."""
        return makes_a_table(bare(self.query_text))

    @property
    def has_values(self) -> bool:
        """Whether there is a value for every parameter."""
        return not missing_values(self.clause, self.values) and not numbered_parameters(
            self.query_text
        )


def asked_of(statement: object, params: Mapping[str, Any] | None, *, generic: bool) -> Asked:
    """The statement as it will be run; a Query brings its parameters.

    Raises:
        StatementError: it is no statement, or has no plan, or a parameter has no value.
    """
    if isinstance(statement, Query):
        params = {**statement.params, **(params or {})}
        statement = statement.statement
    values = dict(params or {})
    clause = as_construct(statement) if generic else as_clause(statement, values)
    view = refreshed_view(statement) if isinstance(statement, str) else None
    with told():
        made = compiled(clause, values, "named")
    refuse_without_a_plan(made.string)
    refuse_too_many_values(bare(made.string))
    return Asked(clause, values, made.string, view)


@dataclass(frozen=True, slots=True)
class Trial:
    """The statement on a connection whose transaction will be rolled back."""

    db: Database
    connection: Connection
    asked: Asked
    wanted: Wanted
    until: float = inf
    """By the clock of `monotonic`: later than that nothing more is attempted."""

    @property
    def version(self) -> int:
        """The server's."""
        return self.db.capabilities.server_version_num

    def first(self) -> Plan:
        """The plan that was asked for; where the first run read the catalog too, the second."""
        plan = self.run()
        warm = self.db.own_server if self.wanted.warm is None else self.wanted.warm
        if warm and plan.analyzed and (plan.execution_time or 0) <= WARM_BELOW_MS:
            plan = self.run()
        return plan

    def run(self, settings: Mapping[str, str] | None = None) -> Plan:
        """The statement's plan as the caller wants it, under further settings."""
        return self._explain(settings or {}, analyze=self.wanted.analyze)

    def planned(self, settings: Mapping[str, str] | None = None) -> Plan:
        """What would be done under further settings; nothing is run."""
        return self._explain(settings or {}, analyze=False)

    def limited(self) -> "Trial":
        """The same with as much time for all attempts together as one run may take."""
        return replace(self, until=monotonic() + (self.wanted.timeout_ms or inf) / 1000)

    @contextmanager
    def undone(self, timeouts: Mapping[str, str] | None = None) -> Iterator[None]:
        """Whatever happens inside, settings included, is undone at the end."""
        savepoint = self.connection.begin_nested()
        try:
            if timeouts is not None:
                self.connection.execute(TIMEOUTS, timeouts)
            yield
        finally:
            savepoint.rollback()

    def attempted(self, attempt: Callable[[], T]) -> T | LabError:
        """What an attempt gives, or why the server refused it; either way it is undone."""
        left_ms = min((self.until - monotonic()) * 1000, self.wanted.timeout_ms or inf)
        if left_ms < 1:
            return LabError("the time for it was used up", hint="Allow more time (timeout)")
        run = 0 if left_ms == inf else int(left_ms)
        try:
            with told(), self.undone({"lock": f"{BRIEF_LOCK_MS}ms", "run": f"{run}ms"}):
                return attempt()
        except LabError as refused:
            return refused

    def explained(self, options: Mapping[str, str]) -> object:
        """EXPLAIN's output, by the way that suits the statement."""
        asked = self.asked
        if not self.wanted.generic:
            statement = Explain(asked.clause, options)
            return self.connection.execute(statement, dict(asked.values)).scalar_one()
        refuse_unprepared(bare(asked.query_text))
        dollars = compiled(asked.clause, asked.values, "numeric_dollar")
        if asked.has_values or self.version < GENERIC_PLAN_SINCE:
            return explain_prepared(
                self.connection, dollars, options, asked.values if asked.has_values else None
            )
        return explain_generic(self.connection, dollars, options)

    def _explain(self, settings: Mapping[str, str], *, analyze: bool) -> Plan:
        wanted = self.wanted
        options = explain_options(
            self.version,
            analyze=analyze,
            timing=wanted.timing,
            buffers=wanted.buffers,
            verbose=wanted.verbose,
            serialize=wanted.serialize,
        )
        with self.undone():
            for name, value in settings.items():
                set_locally(self.connection, name, value)
            given = self.explained(options)
        require_one_plan(given)
        plan = parse_plan(given)
        return replace(
            plan,
            server_version_num=self.version,
            extra={**plan.extra, "Query Text": self.asked.query_text},
        )


@contextmanager
def trial_on(db: Database, asked: Asked, wanted: Wanted) -> Iterator[Trial]:
    """A trial in a transaction that is rolled back at the end."""
    if wanted.generic and not asked.has_values:
        wanted = replace(wanted, analyze=False)
    with _in_utf8(), db.rolled_back(statement_timeout_ms=wanted.timeout_ms) as connection:
        for name, value in wanted.settings.items():
            set_locally(connection, name, value)
        if asked.refreshes is not None:
            asked = _query_of_view(connection, asked, asked.refreshes)
        try:
            yield Trial(db, connection, asked, wanted)
        finally:
            if wanted.analyze:
                give_up_advisory_locks(connection)


@contextmanager
def _in_utf8() -> Iterator[None]:
    try:
        yield
    except UnicodeEncodeError as error:
        raise StatementError(
            f"The statement or a value is no text that can be sent: {error.reason}",
            hint="Decode the text that it was made from as what it is, such as latin-1",
        ) from None


def give_up_advisory_locks(connection: Connection) -> None:
    """Those of a session outlive the transaction, and the session goes back into the pool."""
    if connection.closed or connection.invalidated:
        return
    # After an error in the transaction itself, or without a connection, the first error counts.
    with suppress(DBAPIError):
        connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")


def _query_of_view(connection: Connection, asked: Asked, view: str) -> Asked:
    """PostgreSQL tells no plan of REFRESH; what it runs is the view's own query."""
    query = connection.execute(VIEW_QUERY, {"name": view}).scalar_one_or_none()
    if query is None:
        raise StatementError(
            f"No materialized view {view}", hint="\\dm in psql lists the materialized views"
        )
    clause = as_clause(query, {})
    return replace(asked, clause=clause, query_text=compiled(clause, {}, "named").string)
