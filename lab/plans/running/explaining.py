"""EXPLAIN run on a database, always in a transaction that is rolled back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Unpack

from lab.database import Database
from lab.errors import WriteRefusedError
from lab.plans.plan import Plan
from lab.plans.running.options import How, Wanted, wanted_of
from lab.plans.running.studying import studied
from lab.plans.running.trials import REFRESH_NOTE, Asked, asked_of, trial_on

NOT_RUN = (
    "planned without running: it writes, and the lab may not write on this server "
    "(allow_writes=True, --allow-writes: run and rolled back)"
)


def explain(
    db: Database,
    statement: object,
    params: Mapping[str, Any] | None = None,
    **how: Unpack[How],
) -> Plan:
    """Run the statement under EXPLAIN ANALYZE and read its plan; what it writes is rolled back.

    What no transaction holds is not undone: sequences move on, and functions may have acted
    outside the database. On a server where the lab may not write, a statement that writes is
    planned without running it, and the plan's `note` says so. Of REFRESH MATERIALIZED VIEW it is
    the view's query that is explained.

    Args:
        db: where.
        statement: SQL text with `:name` for parameters, a SQLAlchemy select, insert, update or
            delete, of the ORM too, or a Query, which brings its parameters.
        params: the values of the parameters.
        how: `analyze`, `timing`, `buffers`, `verbose`, `serialize`, `generic`, `settings`,
            `timeout_ms`, `warm`, `facts`, `verify`; see `How`.

    Raises:
        StatementError: PostgreSQL refuses it, it takes too long, it has no plan, or a parameter
            has no value.
        LabError: an option was asked for that this version of PostgreSQL does not have.
    """
    wanted = wanted_of(how, db.capabilities.server_version_num)
    asked = asked_of(statement, params, generic=wanted.generic)
    refused = asked.makes_a_table and (not db.allow_writes or db.capabilities.read_only)
    if not (refused and wanted.analyze):
        try:
            return _explained(db, asked, wanted)
        except WriteRefusedError:
            if not wanted.analyze:
                raise
    plan = _explained(db, asked, replace(wanted, analyze=False))
    # That it was not run, and why, is what the note says.
    found = tuple(each for each in plan.findings if each.code != "NO_ANALYZE")
    return replace(plan, findings=found, note=NOT_RUN)


def _explained(db: Database, asked: Asked, wanted: Wanted) -> Plan:
    with trial_on(db, asked, wanted) as trial:
        plan = studied(trial, trial.first())
    return plan if asked.refreshes is None else replace(plan, note=REFRESH_NOTE)
