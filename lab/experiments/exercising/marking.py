"""An answer that is a set of indexes or a query: run for real, and held against what is wanted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypedDict, cast

from sqlalchemy import Connection, Executable

from lab.database import Database, set_locally
from lab.errors import ConnectError, LabError, ServerError
from lab.experiments.benches.switching import bench_for, changes_rows, values_for
from lab.experiments.options import Options
from lab.experiments.same_rows import (
    Around,
    Expected,
    difference,
    read_columns,
    read_expected,
    read_rows,
)
from lab.experiments.variants import Wanted, read_variants
from lab.plans import Plan, explain
from lab.plans.running.trials import Asked, asked_of
from lab.show import text
from lab.workload import Query, Workload, as_query

LINES = """
SELECT CAST(q AS text)
FROM (
/*statement*/
) AS q
"""
MOST_LINES = 200_000
"""So many rows are compared one by one where they are not the same; of more only the number."""


class Bounds(TypedDict, total=False):
    """What a good answer reaches.

    `blocks_at_most`: so many blocks are touched by one execution.
    `uses`: a node of the plan, such as "Index Only Scan", or an index by its name.
    """

    blocks_at_most: int
    uses: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether an answer reaches what it should, and what was found."""

    holds: bool
    words: str


def mark_answer(
    db: Database, right: Query, given: object, indexes: Sequence[Wanted] | None, bounds: Bounds
) -> Mark:
    """Run the reader's query, or the right one under the reader's indexes, and mark the result.

    Args:
        db: where.
        right: the query whose rows are wanted.
        given: the reader's query; None where the right one is measured.
        indexes: the secondary indexes that there are; None for those of the schema.
        bounds: what the plan has to reach.

    Raises:
        LabError: the right query fails, or the server cannot be reached.
    """
    expected = None if given is None else _read_expected(db, right)
    if expected is None:
        explain(db, right, analyze=False)
    try:
        query = right if given is None else _readers_query(db, given, right)
        if expected is not None and (words := _difference(db, right, query, expected)):
            return Mark(holds=False, words=words)
        return _mark_run(db, query, indexes, bounds)
    except (ConnectError, ServerError):
        raise
    except LabError as mistake:
        # The reader's, for the right query is known to work; of a query the next step is clear.
        return Mark(holds=False, words=str(mistake) if given is None else mistake.message)


def _readers_query(db: Database, given: object, right: Query) -> Query:
    """The reader's query with the values of the right one that it asks for.

    Raises:
        LabError: it is no query, cannot be planned, or writes.
    """
    if isinstance(given, Query):
        query = given
    else:
        values = values_for(given, right.params)
        query = as_query(cast("str | Executable", given), values)
    plan = explain(db, query, analyze=False)
    if changes_rows(plan):
        raise LabError("The query writes", hint="Write one that only reads")
    return query


def _mark_run(db: Database, query: Query, indexes: Sequence[Wanted] | None, bounds: Bounds) -> Mark:
    """The mark of the query's plan; where it falls short, with why an index is passed by."""
    if indexes is None:
        return _mark_plan(explain(db, query, facts=False), bounds)
    (yours,) = read_variants({"yours": indexes})
    with bench_for(db, Workload([query]), [yours], timeout_s=Options().timeout_s) as bench:
        plan = bench.plan(yours, query)
        mark = _mark_plan(plan, bounds)
        unused = [each for each in bench.candidates.values() if not plan.uses(each.name)]
        if mark.holds or not unused:
            return mark
        reason = bench.why_unused(yours, query, unused[0]).reasons[0].sentence
    return Mark(holds=False, words=f"{mark.words}. {unused[0].name} is not used: {reason}")


def _mark_plan(plan: Plan, bounds: Bounds) -> Mark:
    wanted = bounds.get("uses")
    if wanted and not (plan.uses(wanted) or any(n.node_type == wanted for n in plan.nodes)):
        return Mark(holds=False, words=f"no {wanted}: the plan is {plan.shape}")
    blocks = plan.blocks or 0
    found = f"{text.plural(blocks, 'block')} by {plan.shape}"
    most = bounds.get("blocks_at_most", blocks)
    if blocks > most:
        return Mark(holds=False, words=f"{found}; {most:,} or fewer are possible")
    return Mark(holds=True, words=found)


@contextmanager
def _reading(db: Database) -> Iterator[Connection]:
    """A transaction in which no function of a query can write either."""
    with db.rolled_back() as connection:
        set_locally(connection, "transaction_read_only", "on")
        yield connection


def _read_expected(db: Database, right: Query) -> Expected:
    with _reading(db) as connection:
        return read_expected(connection, asked_of(right, None, generic=False))


def _difference(db: Database, right: Query, query: Query, expected: Expected) -> str:
    """How the rows of the reader's query differ; empty where they do not."""
    asked = asked_of(query, None, generic=False)
    with _reading(db) as connection:
        width = len(read_columns(connection, asked))
        if width != len(expected.types):
            return f"other rows: {text.plural(width, 'column')}, not {len(expected.types)}"
        rows = read_rows(connection, asked, width, expected.order)
        if not difference(expected.rows, rows, expected.order):
            return ""
        if rows.content == expected.rows.content:
            return "the right rows, in another order than is asked for"
        if max(rows.count, expected.rows.count) > MOST_LINES:
            return f"other rows: {text.count(rows.count)}, not {text.count(expected.rows.count)}"
        wanted = _lines(connection, asked_of(right, None, generic=False))
        found = _lines(connection, asked)
    missing, extra = (wanted - found).total(), (found - wanted).total()
    return f"other rows: {text.count(missing)} missing, {text.count(extra)} too many"


def _lines(connection: Connection, asked: Asked) -> Counter[str]:
    return Counter(connection.execute(Around(asked.clause, LINES), dict(asked.values)).scalars())
