"""NAME_CASING: names that mean something else, or nothing, when they are not quoted.

PostgreSQL folds the letters A to Z of an unquoted name (scan.l, downcase_identifier) and takes
letters beyond ASCII as they are, so `größe` is as good as `size`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lab.conventions.knowing.column_words import HUMP, designed_columns
from lab.conventions.mending.renaming import renamed
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Table
from lab.show import text
from lab.show.text import first_few

UNQUOTED = re.compile(r"[a-z_\u0080-\U0010ffff][a-z0-9_$\u0080-\U0010ffff]*")


@dataclass(frozen=True, slots=True)
class Odd:
    """The names of one table that need quotes."""

    table: Table
    itself: bool
    columns: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The table's own name, if it is one of them, and those of its columns."""
        return [self.table.name] * self.itself + [*self.columns]

    @property
    def mostly(self) -> bool:
        """Whether it is how this table is written, rather than a slip."""
        return len(self.names) * 2 > len(self.table.columns) + 1


def find(review: Review) -> Iterator[Notice]:
    """The whole schema where it is written so; else each table that differs from the rest."""
    tables = tuple(review.tables)
    odd = [each for each in (odd_names(review, table) for table in tables) if each.names]
    if len(tables) > 1 and sum(each.itself or each.mostly for each in odd) * 2 > len(tables):
        yield of_the_schema(tables, odd)
    else:
        yield from map(of_a_table, odd)


def odd_names(review: Review, table: Table) -> Odd:
    """What of a table needs quotes."""
    columns = (each.name for each in designed_columns(review, table))
    return Odd(table, needs_quotes(table.name), tuple(filter(needs_quotes, columns)))


def needs_quotes(name: str) -> bool:
    """Whether the name is read as another one, or as none, without quotes."""
    return UNQUOTED.fullmatch(name) is None


def of_the_schema(tables: Sequence[Table], odd: Sequence[Odd]) -> Notice:
    """One word on a schema that is written so throughout."""
    columns = sum(len(each.columns) for each in odd)
    of_all = sum(len(each.columns) for each in tables)
    named = sum(each.itself for each in odd)
    return Notice(
        title=f"The names of {named} of {text.plural(len(tables), 'table')} and of {columns} of "
        f"{text.plural(of_all, 'column')} need quotes: {first_few(odd[0].names)}",
        evidence={
            "tables": named,
            "of_tables": len(tables),
            "columns": columns,
            "of_columns": of_all,
        },
        severity=Severity.INFO,
        advice="Leave a schema that is written so throughout as it is, or rename all of it at "
        "once in snake_case; a mixture is worse than either.",
        parts=tuple(part for each in odd for part in names_apart(each)),
    )


def of_a_table(odd: Odd) -> Notice:
    """The names of one table that are written unlike the rest of the schema."""
    return replace(of_names(odd), parts=tuple(names_apart(odd)))


def of_names(odd: Odd) -> Notice:
    """These names, in one sentence."""
    verb = "needs" if len(odd.names) == 1 else "need"
    return Notice(
        title=f"{first_few(odd.names)} {verb} quotes"
        + ("" if odd.itself else f" (in {odd.table.name})"),
        evidence={"names": odd.names},
        table=odd.table,
        fix=fix_of(odd),
    )


def names_apart(odd: Odd) -> Iterator[Notice]:
    """Each of the names by itself."""
    if odd.itself:
        yield of_names(Odd(odd.table, itself=True, columns=()))
    for name in odd.columns:
        column = odd.table.column(name)
        yield replace(of_names(Odd(odd.table, itself=False, columns=(name,))), column=column)


def fix_of(odd: Odd) -> Fix | None:
    """The same names in snake_case; None where that is no name, or one that is taken."""
    table = odd.table
    others = {each.name for each in table.columns} - set(odd.columns)
    new = {each: snake_case(each) for each in odd.columns}
    own = snake_case(table.name) if odd.itself else ""
    taken = len(others | set(new.values())) < len(table.columns)
    if taken or "" in new.values() or (odd.itself and not own):
        return None
    return renamed(table, new, own)


def snake_case(name: str) -> str:
    """`TotalAmount`, `total amount` and `total-amount` as `total_amount`; empty if no name."""
    joined = re.sub(r"\W+", "_", HUMP.sub("_", name)).strip("_").lower()
    return "" if needs_quotes(joined) else joined


RULE = Rule(
    code="NAME_CASING",
    severity=Severity.WARNING,
    meaning="PostgreSQL folds an unquoted name to lower case, so a name with capitals, spaces or "
    "signs is found only in quotes. Whoever writes SQL by hand, in psql or a report, stumbles.",
    advice="Name tables and columns in snake_case; rename the few that differ.",
    find=find,
    claims=("C12",),
)
