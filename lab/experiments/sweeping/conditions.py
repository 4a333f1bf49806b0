"""The comparison of a column with a parameter: found in the statement, and put to the data.

The quantile of a column is PostgreSQL's own, percentile_disc: a value that the column really has.
"""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlalchemy import Connection, bindparam, case, column, func, select, table
from sqlalchemy.types import NullType, TypeEngine
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lab.errors import LabError
from lab.experiments.candidates import folded
from lab.plans.running.statements import as_construct, compiled
from lab.workload import Query

SIGNS: Mapping[type[exp.Expr], str] = {
    exp.LT: "<",
    exp.LTE: "<=",
    exp.EQ: "=",
    exp.GTE: ">=",
    exp.GT: ">",
}
TURNED = {"<": ">", "<=": ">=", "=": "=", ">=": "<=", ">": "<"}
TESTS = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`column sign :parameter`, in a statement of which it is a part."""

    schema: str | None
    table: str
    column: str
    sign: str
    parameter: str
    type_: TypeEngine[Any]

    @property
    def is_range(self) -> bool:
        """Whether more rows fulfil it the further its value goes one way."""
        return self.sign != "="

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.sign} :{self.parameter}"

    def value_at(self, connection: Connection, fraction: float) -> Any:
        """The value of the column with which the condition selects nearest to this part of rows.

        Raises:
            LabError: the column has no value.
        """
        whole, filled = connection.execute(
            select(func.count(), func.count(self._column)).select_from(self._table)
        ).one()
        if not filled:
            raise LabError(
                f"Column '{self.column}' of '{self.table}' has no value to select rows by",
                hint="Load rows first",
            )
        if not self.is_range:
            return self._nearest_frequency(connection, fraction * whole)
        part = min(fraction * whole / filled, 1.0)
        quantile = part if self.sign.startswith("<") else 1 - part
        asked = select(func.percentile_disc(quantile).within_group(self._column))
        return connection.execute(asked.select_from(self._table)).scalar_one()

    def selectivity(self, connection: Connection, value: Any) -> float:
        """The part of the table's rows that the condition selects with this value."""
        given = bindparam("value", value, type_=self.type_)
        fulfilled = func.count(case((TESTS[self.sign](self._column, given), 1)))
        counted = select(fulfilled, func.count()).select_from(self._table)
        found, whole = connection.execute(counted).one()
        return found / whole if whole else 0.0

    def _nearest_frequency(self, connection: Connection, wanted: float) -> Any:
        distance = func.abs(func.count() - wanted)
        asked = select(self._column).select_from(self._table).where(self._column.is_not(None))
        ordered = asked.group_by(self._column).order_by(distance, self._column).limit(1)
        return connection.execute(ordered).scalar_one()

    @property
    def _column(self) -> Any:
        return column(self.column, self.type_)

    @property
    def _table(self) -> Any:
        return table(self.table, schema=self.schema)


def read_conditions(query: Query) -> tuple[Condition, ...]:
    """The comparisons of a table's column with one parameter, nothing around either of them."""
    made = compiled(as_construct(query.statement), query.params, "named")
    try:
        tree = sqlglot.parse_one(str(made), dialect="postgres")
    except SqlglotError:
        return ()
    found = []
    for comparison in tree.find_all(*SIGNS):
        sides = _sides(comparison)
        place = None if sides is None else _place(sides[0], tree)
        if sides is not None and place is not None:
            bind = made.binds.get(sides[2])
            found.append(Condition(*place, *sides[1:], NullType() if bind is None else bind.type))
    return tuple(found)


def choose_condition(query: Query) -> Condition:
    """The comparison by which rows are selected: the only range, or the only equality.

    Raises:
        LabError: there is none, or several.
    """
    found = read_conditions(query)
    ranges = [each for each in found if each.is_range]
    chosen = ranges or list(found)
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(f"over='{each.parameter}'" for each in chosen)
    if chosen:
        raise LabError(
            f"The query compares {len(chosen)} columns with parameters: "
            f"{', '.join(map(str, chosen))}",
            hint=f"Sweep over one of them by its name: {names}",
        )
    raise LabError(
        "The query has no comparison of a column with a parameter, by which it selects rows",
        hint="Write for example created_at >= :since, or sweep over a parameter by its name",
    )


def _sides(comparison: exp.Expr) -> tuple[exp.Column, str, str] | None:
    """Column, sign and parameter, whichever side each stands on."""
    sign = SIGNS[type(comparison)]
    left, right = comparison.this, comparison.expression
    if isinstance(right, exp.Column):
        left, right, sign = right, left, TURNED[sign]
    while isinstance(right, exp.Cast | exp.Paren):
        right = right.this
    if isinstance(left, exp.Column) and isinstance(right, exp.Placeholder) and right.name:
        return left, sign, right.name
    return None


def _place(found: exp.Column, tree: exp.Expr) -> tuple[str | None, str, str] | None:
    """Schema, table and column, where the statement alone tells the table."""
    selecting = found.find_ancestor(exp.Select)
    if selecting is None:
        return None
    tables = [
        each
        for each in selecting.find_all(exp.Table)
        if each.find_ancestor(exp.Select) is selecting
    ]
    if found.table:
        tables = [each for each in tables if each.alias_or_name == found.table]
    derived = {each.alias_or_name for each in tree.find_all(exp.CTE)}
    if len(tables) != 1 or tables[0].name in derived:
        return None
    schema = tables[0].args.get("db")
    return folded(schema) if schema else None, folded(tables[0].this), folded(found.this)
