"""`sweep`: a query run over a range of values, everything rolled back at the end."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from sqlalchemy import Executable

from lab.database import Database
from lab.errors import LabError, require_options
from lab.experiments.deciding import read_deciding
from lab.experiments.sweeping.axes import Axis
from lab.experiments.sweeping.choosing import choose_axis, require_values
from lab.experiments.sweeping.copies import over_rows
from lab.experiments.sweeping.measuring import measure
from lab.experiments.sweeping.result import Sweep
from lab.experiments.sweeping.stand import Setup, Stand, stand_for
from lab.experiments.undoing import require_building
from lab.experiments.variants import AS_IS, Wanted
from lab.plans.running.refusing import makes_a_table
from lab.plans.running.statements import bare
from lab.workload import Query, as_query

TIMEOUT_S = 60.0


class Conditions(TypedDict, total=False):
    """Under which conditions a query is swept.

    `indexes` ([lab.AS_IS]): the complete set of secondary indexes on the query's tables.
    `params`: values of the query's parameters; the one that is swept needs none.
    `timeout_s` (60): how long a single run may take; what takes longer is shown as "over 60 s".
    `rivals` (False): run at each value the plans of the others too, forced, and find where another
    begins to touch the fewest blocks; of queries that read one table.
    `table`: the table that grows with over="rows"; the query's largest by default.
    """

    indexes: Sequence[Wanted]
    params: Mapping[str, Any]
    timeout_s: float
    rivals: bool
    table: str


def sweep(
    db: Database,
    query: Query | str | Executable,
    *,
    over: str,
    values: Sequence[Any],
    **conditions: Unpack[Conditions],
) -> Sweep:
    """Measure how the cost of a query grows, and find where its plan changes.

    What is measured at each value: plan, rows, blocks, the planner's cost, and the median time of
    a few interleaved runs. Between neighbours with different plans the change is found by
    bisection, without running the query.

    Args:
        db: where. With other indexes than the schema's own, and over "rows", writes must be
            allowed; nothing of them remains.
        query: a Query, SQL text or a SQLAlchemy construct that only reads.
        over: "selectivity", the part of a table's rows that the query's only comparison with a
            parameter selects; "rows", how many rows the largest table has (of its own, at most);
            "offset"; or the name of a parameter or of a PostgreSQL setting.
        values: at least two.
        conditions: `indexes`, `params`, `timeout_s`, `rivals`, `table`; see `Conditions`.

    Raises:
        LabError: `over` or a value makes no sense for the query, the query writes or fails.
    """
    require_options("sweep", conditions, Conditions.__annotations__)
    given = require_values(over, values)
    asked = as_query(query, conditions.get("params")).cases[0]
    _require_query(asked)
    timeout_s, table = conditions.get("timeout_s", TIMEOUT_S), conditions.get("table", "")
    with db.rolled_back(statement_timeout_ms=round(timeout_s * 1000)) as connection:
        stand = Stand(connection, db.capabilities.server_version_num, timeout_s)
        axis = _axis(stand, asked, over, table)
        example = axis.query_at(connection, given[0])
    if over == "rows":
        require_building(db, "Copying tables to let them grow")
    indexes = conditions.get("indexes", [AS_IS])
    with stand_for(db, example, indexes, timeout_s) as stand:
        settings = read_deciding(stand.connection)
        gathered = measure(stand, axis, given, rivals=conditions.get("rivals", False))
    return Sweep(
        query=asked,
        axis=axis,
        points=tuple(gathered.points),
        crossovers=tuple(gathered.crossovers),
        cheapest=tuple(gathered.cheapest),
        settings=settings,
        timeout_s=timeout_s,
        interrupted=gathered.interrupted,
        note=gathered.note or axis.note,
    )


def _axis(stand: Stand, query: Query, over: str, table: str) -> Axis:
    if table and over != "rows":
        raise LabError("A table grows only over its rows", hint="Write over='rows', or no table")
    chosen = choose_axis(stand.connection, query, over)
    if chosen is not None:
        return chosen
    return over_rows(stand.connection, query, stand.places(Setup(query)), table)


def _require_query(query: Query) -> None:
    if isinstance(query.statement, str) and makes_a_table(bare(query.statement)):
        raise LabError(
            "A statement that makes a table cannot be swept", hint="Give the query alone"
        )
