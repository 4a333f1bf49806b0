"""Whether a rewritten query returns the same rows, in the order that the baseline asks for.

All rows are compared by hash, as a multiset. Where the baseline ends in ORDER BY, the values that
it orders by have to come in the same order; rows that are equal in these may come in any, and
where LIMIT or OFFSET cuts through such rows, any of them may have been returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot
from sqlalchemy import ClauseElement, Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lab.plans.running.statements import without_end
from lab.plans.running.trials import Asked
from lab.show import text

ROWS = (Path(__file__).parent / "same_rows.sql").read_text(encoding="utf-8")
COLUMNS = (Path(__file__).parent / "columns.sql").read_text(encoding="utf-8")
TYPES = (Path(__file__).parent / "types.sql").read_text(encoding="utf-8")
ENDS = ("order", "limit", "offset", "fetch")
"""What may stand at a query's end, as sqlglot names it."""
UNORDERED = "its ORDER BY names what it does not return, so the order of rows was not compared"


@dataclass(frozen=True, slots=True)
class Order:
    """What a query is ordered by, as places of its columns, as far as it returns them.

    `whole`: that is all it is ordered by. `cut`: LIMIT or OFFSET leaves rows out; `skips`: OFFSET
    does, at the beginning.
    """

    keys: tuple[int, ...] = ()
    whole: bool = True
    cut: bool = False
    skips: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query returns, as `same_rows.sql` tells it."""

    count: int
    content: Any
    sequence: Any
    within: Any


@dataclass(frozen=True, slots=True)
class Expected:
    """What other queries are held against: the types of the columns, their order, the rows."""

    types: tuple[str, ...]
    order: Order
    rows: Rows


class Around(Executable, ClauseElement):
    """A statement inside of another one, whose text has a mark for it."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement, template: str) -> None:
        self.inside = statement
        self.template = template


@compiles(Around, "postgresql")
def _compile_around(element: Around, compiler: SQLCompiler, **keywords: Any) -> str:
    inner = compiler.process(element.inside, **keywords)
    # What comes back are not the columns of the statement inside.
    compiler._result_columns.clear()
    return element.template.replace("/*statement*/", without_end(inner))


def read_columns(connection: Connection, asked: Asked) -> tuple[str, ...]:
    """The names of what a query returns, in order."""
    found = connection.execute(Around(asked.clause, COLUMNS), dict(asked.values))
    return tuple(found.keys())


def read_types(connection: Connection, asked: Asked, width: int) -> tuple[str, ...]:
    """The types of the columns of a query, which has so many; none of its rows is read."""
    columns = [f"c{at}" for at in range(width)]
    template = TYPES.replace("/*columns*/", ", ".join(columns))
    template = template.replace("/*types*/", ", ".join(f"pg_typeof({each})" for each in columns))
    found = connection.execute(Around(asked.clause, template), dict(asked.values)).scalar_one()
    return tuple(found)


def read_rows(connection: Connection, asked: Asked, width: int, order: Order) -> Rows:
    """What a query of so many columns returns; its rows stay on the server."""
    columns = [f"c{at}" for at in range(width)]
    template = ROWS.replace("/*columns*/", ", ".join(columns))
    template = template.replace("/*keys*/", ", ".join(columns[at] for at in order.keys))
    template = template.replace("/*ends*/", "first_key, last_key" if order.skips else "last_key")
    row = connection.execute(Around(asked.clause, template), dict(asked.values)).one()
    return Rows(*row)


def read_expected(connection: Connection, asked: Asked) -> Expected:
    """What a query returns, for others to be held against."""
    columns = read_columns(connection, asked)
    order = order_of(asked.query_text, columns)
    types = read_types(connection, asked, len(columns))
    return Expected(types, order, read_rows(connection, asked, len(columns), order))


def order_of(statement: str, columns: Sequence[str]) -> Order:
    """What a statement, which returns these columns, is ordered by at its end."""
    try:
        tree = sqlglot.parse_one(statement, dialect="postgres")
    except SqlglotError:
        return Order(whole=False)
    while isinstance(tree, exp.Subquery) and not any(map(tree.args.get, ENDS)):
        tree = tree.this
    if not isinstance(tree, exp.Query):
        return Order()
    skips = tree.args.get("offset") is not None
    cut = any(tree.args.get(part) is not None for part in ENDS[1:])
    ordered = tree.args.get("order")
    wanted = [each.this for each in ordered.expressions] if ordered else []
    keys: list[int] = []
    for key in wanted:
        place = _place(key, tree.selects, columns)
        if place is None:
            return Order(tuple(keys), whole=False, cut=cut, skips=skips)
        keys.append(place)
    return Order(tuple(keys), cut=cut, skips=skips)


def _place(key: exp.Expr, selected: Sequence[exp.Expr], columns: Sequence[str]) -> int | None:
    """Which of the columns a key of ORDER BY is; None where it is none of them, or unclear."""
    if isinstance(key, exp.Literal) and key.is_int:
        return int(key.name) - 1
    same = [at for at, each in enumerate(selected) if each.unalias() == key]
    if same and not any(each.is_star for each in selected):
        return same[0]
    if not isinstance(key, exp.Column):
        return None
    name = key.name if key.this.quoted else key.name.lower()
    named = [at for at, column in enumerate(columns) if column == name]
    return named[0] if len(named) == 1 else None


def difference(baseline: Rows, rewritten: Rows, order: Order) -> str:
    """How the rewritten query's rows differ from the baseline's; empty where they do not."""
    if baseline.count != rewritten.count:
        own = text.plural(rewritten.count, "row")
        return f"returns {own}, the baseline {text.count(baseline.count)}"
    ordered = bool(order.keys) and baseline.sequence == rewritten.sequence
    if baseline.content != rewritten.content:
        if ordered and order.cut and baseline.within == rewritten.within:
            return ""
        return f"returns other rows than the baseline ({text.count(baseline.count)} each)"
    if order.keys and not ordered:
        return "returns the baseline's rows in another order than its ORDER BY asks for"
    return ""
