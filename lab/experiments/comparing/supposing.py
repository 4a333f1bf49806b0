"""Plans with indexes that are not built, where the lab may not write: by hypopg, if it is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, select, text

from lab.errors import WriteRefusedError
from lab.experiments.benches.switching import Bench
from lab.experiments.candidates import create_sql
from lab.experiments.undoing import undone
from lab.experiments.variants import Arrangement
from lab.plans import Plan, parse_plan
from lab.plans.running import explain_options
from lab.workload import Query

INSTALLED = text(
    "SELECT CAST(extnamespace AS regnamespace)::text FROM pg_extension WHERE extname = 'hypopg'"
)
ALLOW = "Allow writes by name: allow_writes=True, or --allow-writes"
PLANNED = "planned only: its indexes are hypothetical (hypopg)"


def plan_supposed(bench: Bench, variant: Arrangement, case: Query) -> Plan:
    """The plan that PostgreSQL would make if the variant's indexes were there; nothing is built.

    Raises:
        WriteRefusedError: indexes would have to be dropped, or the database has no hypopg.
    """
    if bench.existing and not variant.keeps_existing:
        raise WriteRefusedError("indexes cannot be put aside without writing", hint=ALLOW)
    schema = bench.connection.execute(INSTALLED).scalar_one_or_none()
    if schema is None:
        raise WriteRefusedError("indexes cannot be built without writing", hint=ALLOW)
    trial = bench.trial(variant, case)
    options = explain_options(trial.version, analyze=False, timing=False, buffers=False)
    # hypopg stays out of every EXPLAIN that says ANALYZE, be it OFF.
    del options["ANALYZE"]
    with bench.only(variant), _hypothetical(bench.connection, schema, variant) as names:
        return parse_plan(_renamed(trial.explained(options), names))


@contextmanager
def _hypothetical(
    connection: Connection, schema: str, variant: Arrangement
) -> Iterator[dict[str, str]]:
    """The candidates supposed, by the names that plans give them; no rollback forgets these."""
    functions = getattr(func, schema)
    names: dict[str, str] = {}
    try:
        with undone(connection):
            for candidate in variant.candidates:
                made = functions.hypopg_create_index(create_sql(candidate))
                row = connection.execute(select(made.table_valued("indexrelid", "indexname"))).one()
                names[row.indexname] = str(candidate.name)
            yield names
    finally:
        if not connection.invalidated:
            connection.execute(select(functions.hypopg_reset()))


def _renamed(explained: Any, names: dict[str, str]) -> Any:
    """EXPLAIN's output with the candidates' own names."""
    if isinstance(explained, list):
        return [_renamed(each, names) for each in explained]
    if isinstance(explained, dict):
        return {
            key: names.get(value, value) if key == "Index Name" else _renamed(value, names)
            for key, value in explained.items()
        }
    return explained
