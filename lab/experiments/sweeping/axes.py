"""What is swept: a parameter, a setting, the offset, the part of rows selected."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select

from lab.experiments.sweeping.conditions import Condition
from lab.experiments.sweeping.crossing import is_number
from lab.experiments.sweeping.stand import Setup, Stand
from lab.show import text
from lab.workload import Query

MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that is changed from point to point, all else staying the same.

    Attributes:
        name: what the table's column and the chart's axis are called.
        title: the same in a sentence: "over n (made.v < :n)".
        query_at: the query with its values; on a connection, for a value may come from the data.
        set_up: how the query is run for a value; as `query_at`, unless something is to be made.
        condition: the comparison that a value is put into, where it is one.
        grows: whether a larger value costs no less, so that what is too slow stays too slow.
        most_steps: how often an interval is halved to find a change of plan; 0 where the values
            between two others say nothing.
        is_share: whether the values are parts of a whole.
        is_real: whether there is something between 1 and 2.
        note: what a reader has to know of the way it was changed.
    """

    name: str
    title: str
    query_at: Callable[[Connection, Any], Query]
    set_up: Callable[[Stand, Any], Setup] | None = None
    condition: Condition | None = None
    grows: bool = False
    most_steps: int = MOST_STEPS
    is_share: bool = False
    is_real: bool = False
    note: str = ""

    def setup_at(self, stand: Stand, value: Any) -> Setup:
        """The query as it is to be run for a value."""
        if self.set_up is not None:
            return self.set_up(stand, value)
        return Setup(self.query_at(stand.connection, value))

    def parameter_of(self, setup: Setup) -> Any:
        """The value that rows are compared with; None where there is no condition."""
        return setup.query.params[self.condition.parameter] if self.condition else None

    def selectivity(self, stand: Stand, setup: Setup) -> float | None:
        """The part of the table's rows that the condition selects, where there is one."""
        if self.condition is None:
            return None
        return self.condition.selectivity(stand.connection, self.parameter_of(setup))

    def divisible(self, value: Any) -> Any:
        """The value as one that can be halved, where the setting takes fractions."""
        return float(value) if self.is_real and isinstance(value, int) else value

    def word(self, value: Any) -> str:
        """A value in words."""
        if self.is_share:
            return percent(value)
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
        if is_number(value):
            return f"{value:,}" if isinstance(value, int) else f"{float(value):,.5g}"
        if isinstance(value, list | tuple):
            return text.plural(len(value), "value")
        return text.plain(value)


def over_parameter(
    query: Query, parameter: str, condition: Condition | None, *, grows: bool = False
) -> Axis:
    """Values in the place of a parameter; where rows are compared with it, their part is told."""
    about = f" ({condition})" if condition else ""
    equality = condition is not None and not condition.is_range
    return Axis(
        parameter,
        f"{parameter}{about}",
        lambda _, value: _with(query, parameter, value),
        condition=condition,
        grows=grows,
        # The rows of one value say nothing of those of its neighbour.
        most_steps=0 if equality else MOST_STEPS,
    )


def over_selectivity(query: Query, condition: Condition) -> Axis:
    """The parameter of a condition, with values that select the wanted parts of the rows."""

    def query_at(connection: Connection, fraction: float) -> Query:
        return _with(query, condition.parameter, condition.value_at(connection, fraction))

    return Axis(
        "selectivity",
        f"selectivity ({condition})",
        query_at,
        condition=condition,
        grows=True,
        most_steps=MOST_STEPS if condition.is_range else 0,
        is_share=True,
    )


def over_offset(query: Query, statement: "Select[Any]") -> Axis:
    """Another OFFSET of a construct."""
    return Axis(
        "offset",
        "offset",
        lambda _, value: replace(query, statement=statement.offset(value)),
        grows=True,
    )


def over_setting(query: Query, setting: str, *, is_real: bool) -> Axis:
    """Values of one of PostgreSQL's settings, for the transaction alone."""
    return Axis(
        setting,
        setting,
        lambda *_: query,
        set_up=lambda _, value: Setup(query, {setting: _as_setting(value)}),
        is_real=is_real,
    )


def magnitude(value: Any) -> float | None:
    """How large a value is: a number itself, a list by its length; None for all else."""
    if isinstance(value, list | tuple):
        return float(len(value))
    return float(value) if is_number(value) else None


def as_json(value: Any) -> Any:
    """A value as JSON holds it: a number, a truth value, a list, or its text."""
    if value is None or isinstance(value, bool | int | float | list):
        return value
    return float(value) if is_number(value) else str(value)


def percent(part: float) -> str:
    """A part of a whole, to three digits: `0.00125 %`, `1.9 %`, `31 %`."""
    return f"{100 * part:.3g} %"


def _with(query: Query, parameter: str, value: Any) -> Query:
    return replace(query, params={**query.params, parameter: value})


def _as_setting(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
