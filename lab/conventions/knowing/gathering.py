"""One cause is one finding: columns with the same fault are told of together.

A column by itself is told of at its place; several of a table in one finding for the table; and
what a schema does throughout or in many tables, once for the schema, with counts and the first
three as examples.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from lab.conventions.reviewing import Notice
from lab.findings import Fix
from lab.schema import Column, Table
from lab.show import text
from lab.show.text import EXAMPLES, first_few

HABIT_TABLES, HABIT_SHARE = 3, 0.5
"""From so many tables on, and from that share of those that could, it is the schema's habit."""
EACH_UP_TO = 5
"""Of more tables nobody reads one by one that they have the same fault."""


@dataclass(frozen=True, slots=True)
class Case:
    """Columns of one table that have the same fault, at least one."""

    table: Table
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The columns, each with its table."""
        return [f"{self.table.name}.{column.name}" for column in self.columns]


@dataclass(frozen=True, slots=True)
class Wording:
    """The fault in words: `orders.price` <one>, `2 columns of orders` <several>."""

    one: str
    several: str


Mend = Callable[[Table, Column], Fix]


def cases_of(
    tables: Iterable[Table], columns_of: Callable[[Table], Iterable[Column]]
) -> list[Case]:
    """The tables in which there are such columns."""
    seen = ((table, tuple(columns_of(table))) for table in tables)
    return [Case(table, columns) for table, columns in seen if columns]


def gathered(
    cases: list[Case], wording: Wording, *, among: int, mend: Mend | None = None
) -> Iterator[Notice]:
    """One notice for the schema where it is a habit or in many tables, else one for each table.

    Args:
        cases: the tables with their columns.
        wording: what is said of them.
        among: in how many tables it could be so.
        mend: how one column is mended.
    """
    exempted, plain = _apart(cases)
    for case in exempted:
        yield _notice([case], wording, mend)
    habit = len(plain) >= HABIT_TABLES and len(plain) >= HABIT_SHARE * among
    if habit or len(plain) > EACH_UP_TO:
        yield _notice(plain, wording, mend)
    else:
        for case in plain:
            yield _notice([case], wording, mend)


def _apart(cases: list[Case]) -> tuple[list[Case], list[Case]]:
    """Columns with an exemption, each alone so that it covers no other; then the rest."""
    exempted, plain = [], []
    for case in cases:
        table = case.table
        known = [each for each in case.columns if table.exemptions or each.exemptions]
        left = tuple(each for each in case.columns if each not in known)
        exempted += [Case(table, (each,)) for each in known]
        plain += [Case(table, left)] if left else []
    return exempted, plain


def merged(fixes: list[Fix]) -> Fix:
    """Fixes of one kind as one; they are taken back in the opposite order."""
    lines = dict.fromkeys(fix.model for fix in fixes if fix.model)
    return Fix(
        model="\n".join(list(lines)[:EXAMPLES]),
        upgrade=_once(fix.upgrade for fix in fixes),
        downgrade=_once(fix.downgrade for fix in reversed(fixes)),
        caution="; ".join(dict.fromkeys(fix.caution for fix in fixes if fix.caution)),
        outside_transaction=any(fix.outside_transaction for fix in fixes),
    )


def _once(operations: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Two columns may share what is to be changed, such as their type."""
    return tuple(dict.fromkeys(chain.from_iterable(operations)))


def _notice(cases: list[Case], wording: Wording, mend: Mend | None) -> Notice:
    pairs = [(case.table, column) for case in cases for column in case.columns]
    names = [name for case in cases for name in case.names]
    table, column = pairs[0]
    alone = (Case(table, (column,)) for table, column in pairs) if len(pairs) > 1 else ()
    parts = tuple(_notice([each], wording, mend) for each in alone)
    fixes = [each.fix for each in parts if each.fix]
    return Notice(
        title=_title(cases, names, wording),
        evidence={"columns": names, "tables": len(cases)},
        table=table if len(cases) == 1 else None,
        column=column if len(pairs) == 1 else None,
        fix=merged(fixes) if fixes else mend(table, column) if mend else None,
        place=column.place or table.place,
        parts=parts,
    )


def _title(cases: list[Case], names: list[str], wording: Wording) -> str:
    if len(names) == 1:
        return f"{names[0]} {wording.one}"
    counted = text.plural(len(names), "column")
    if len(cases) == 1:
        case = cases[0]
        listed = first_few([column.name for column in case.columns])
        return f"{counted} of {case.table.name} {wording.several}: {listed}"
    return f"{counted} of {len(cases):,} tables {wording.several}: {first_few(names)}"
