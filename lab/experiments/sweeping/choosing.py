"""What `over` means for a query: read from its parameters, the server's settings, three words."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, text

from lab.errors import LabError, UnknownNameError, did_you_mean
from lab.experiments.sweeping.axes import (
    Axis,
    magnitude,
    over_offset,
    over_parameter,
    over_selectivity,
    over_setting,
)
from lab.experiments.sweeping.conditions import choose_condition, read_conditions
from lab.experiments.sweeping.crossing import is_number
from lab.plans.running.statements import as_construct, bare, compiled
from lab.workload import Query

OFFSET = re.compile(r"\bOFFSET\s+:(\w+)", re.IGNORECASE)
PAGED = re.compile(r"\b(?:LIMIT|OFFSET|FETCH)\b", re.IGNORECASE)
WORDS = ("selectivity", "rows", "offset")


def require_values(over: str, values: Sequence[Any]) -> tuple[Any, ...]:
    """The values to sweep over, each once, in their order where they have one.

    Raises:
        LabError: there are fewer than two, or they are not of the kind that is swept over.
    """
    values = values.tolist() if hasattr(values, "tolist") else values
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise LabError(
            f"Values are a list, and this is {values!r}", hint="Write values=[10, 100, 1000]"
        )
    given = _different(map(_plain, values))
    if len(given) < 2:
        raise LabError(
            f"A sweep needs at least two different values, and there is "
            f"{'one' if given else 'none'}",
            hint="Write values=[10, 100, 1000]",
        )
    for value in given:
        _require_kind(over, value)
    return _in_order(given)


def choose_axis(connection: Connection, query: Query, over: str) -> Axis | None:
    """What `over` names in the query or on the server; None for its rows, for which see `copies`.

    Raises:
        LabError: it names nothing, or two things, or the query has nothing of the kind.
    """
    parameters = tuple(compiled(as_construct(query.statement), query.params, "named").params)
    setting = _kind_of_setting(connection, over)
    if over in parameters and (setting or over in ("selectivity", "rows")):
        other = "a setting of PostgreSQL" if setting else "what lab.sweep itself can change"
        raise LabError(
            f"'{over}' is a parameter of the query, and {other} too",
            hint="Give the parameter another name",
        )
    if over in parameters:
        return _of_parameter(query, over)
    if over == "selectivity":
        return over_selectivity(query, choose_condition(query))
    if over == "offset":
        return _of_offset(query)
    if over == "rows":
        return None
    if setting:
        return over_setting(query, over, is_real=setting == "real")
    raise _unknown(connection, over, parameters)


def _of_parameter(query: Query, parameter: str) -> Axis:
    found = [each for each in read_conditions(query) if each.parameter == parameter]
    condition = found[0] if len(found) == 1 else None
    return over_parameter(query, parameter, condition, grows=parameter == "offset")


def _of_offset(query: Query) -> Axis:
    if isinstance(query.statement, str):
        if named := OFFSET.search(bare(query.statement)):
            return over_parameter(query, named[1], None, grows=True)
    elif isinstance(query.statement, Select):
        written = str(compiled(as_construct(query.statement), query.params, "named"))
        if PAGED.search(bare(written)):
            return over_offset(query, query.statement)
    raise LabError(
        "The query has no OFFSET that could be changed",
        hint="Write OFFSET :offset in the text, or .limit(...) in a select()",
    )


def _kind_of_setting(connection: Connection, name: str) -> str | None:
    asked = text("SELECT vartype FROM pg_settings WHERE name = :name")
    return connection.execute(asked, {"name": name}).scalar_one_or_none()


def _unknown(connection: Connection, over: str, parameters: Sequence[str]) -> LabError:
    settings = connection.execute(text("SELECT name FROM pg_settings")).scalars().all()
    own = f"its parameters ({', '.join(parameters)})" if parameters else "no parameters"
    return UnknownNameError(
        f"Nothing of the query is called '{over}'",
        hint=did_you_mean(
            over,
            [*parameters, *WORDS, *settings],
            f"There are {', '.join(WORDS)}, {own}, and PostgreSQL's settings",
        ),
    )


def _require_kind(over: str, value: Any) -> None:
    if over == "selectivity" and not (is_number(value) and 0 <= value <= 1):
        raise LabError(
            f"A selectivity is a part of the rows from 0 to 1, and this is {value!r}",
            hint="Write values=[0.001, 0.01, 0.1, 1]",
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise LabError(f"{value} is no value to sweep over", hint="Give finite numbers")
    least = {"rows": 1, "offset": 0}.get(over)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if least is not None and not (whole and value >= least):
        raise LabError(
            f"A number of rows is whole and at least {least}, and this is {value!r}",
            hint="Write values=[100, 1_000, 10_000]",
        )


def _different(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, each once; lists are values too."""
    found: list[Any] = []
    for value in values:
        if not any(type(value) is type(each) and value == each for each in found):
            found.append(value)
    return tuple(found)


def _in_order(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers, lists and times from small to large, all else as it was given."""
    sizes = [size for each in values if (size := magnitude(each)) is not None]
    if len(sizes) == len(values):
        return tuple(values[at] for at in sorted(range(len(values)), key=sizes.__getitem__))
    if len({type(each) for each in values}) > 1 or not isinstance(values[0], date):
        return values
    if len({getattr(each, "tzinfo", None) is None for each in values}) > 1:
        raise LabError(
            "Some of the times have a time zone, and others have none",
            hint="Write datetime(2026, 1, 1, tzinfo=UTC) for all of them",
        )
    return tuple(sorted(values))


def _plain(value: Any) -> Any:
    """A number of numpy's as Python's own, which the driver knows."""
    return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value
