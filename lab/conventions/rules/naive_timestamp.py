"""NAIVE_TIMESTAMP: moments without a time zone. Wall-clock times say `local` in their names."""

import re
from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, is_moment, words_of
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.operations import Code
from lab.conventions.mending.retyping import As, retype
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table

IN_UTC = "{} AT TIME ZONE 'UTC'"
WALL_CLOCK = frozenset(("local", "wall", "civil", "naive"))
DAYS = frozenset(("birth", "birthdate", "birthday", "born", "dob"))


def find(review: Review) -> Iterator[Notice]:
    """Timestamps without time zone: by table, or once where the schema knows no others."""
    cases = cases_of(review.tables, lambda table: _naive(review, table))
    among = sum(any(map(is_moment, table.columns)) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=_mended)


WORDING = Wording("is a timestamp without time zone", "are timestamps without time zone")


def _naive(review: Review, table: Table) -> Iterator[Column]:
    for column in designed_columns(review, table):
        naive = is_moment(column) and "without time zone" in column.type
        if naive and not WALL_CLOCK & set(words_of(column.name)):
            yield column


def _mended(table: Table, column: Column) -> Fix:
    digits = re.search(r"\((\d)\)", column.type)
    precision = f", precision={digits[1]}" if digits else ""
    naive = f"postgresql.TIMESTAMP(timezone=False{precision})"
    if DAYS & set(words_of(column.name)):
        caution = "The time of day is lost"
        day = {"annotation": "date", "sa_type": Code("Date")}
        return retype(table, column, As("sa.Date()"), As(naive), model=day, caution=caution)
    return retype(
        table,
        column,
        As(f"postgresql.TIMESTAMP(timezone=True{precision})", IN_UTC),
        As(naive, IN_UTC),
        model={"sa_type": Code("DateTime(timezone=True)")},
        caution="The values are taken for UTC: find out what the programs wrote there",
    )


RULE = Rule(
    code="NAIVE_TIMESTAMP",
    severity=Severity.WARNING,
    meaning="The column holds date and time of day, but not where on earth. A session of another "
    "time zone compares it with its own now() and is hours off, without an error.",
    advice="Use timestamp with time zone for moments; it takes the same eight bytes.",
    find=find,
    claims=("B7", "B6", "C10"),
    notebook="13_types",
)
