"""INT_KEY_SMALL: generated keys of less than 64 bits, in models.

Of a live table INT_KEY_NEARLY_USED tells how much room is left, which matters more than the type.
"""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Generated primary keys of the types integer and smallint."""
    cases = cases_of(review.tables, lambda table: _small(review, table))
    among = sum(any(each.sequence for each in table.columns) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=_as_bigint)


WORDING = Wording("is a key of less than 64 bits", "are keys of less than 64 bits")


def _small(review: Review, table: Table) -> Iterator[Column]:
    key = table.primary_key.columns if table.primary_key else ()
    for column in designed_columns(review, table):
        generated = column.sequence is not None or column.identity is not None
        if (column.name,) == key and generated and column.type in ("integer", "smallint"):
            yield column


def _as_bigint(table: Table, column: Column) -> Fix:
    return Fix(
        model=field_line(table, column, sa_type=Code("BigInteger")),
        caution="The columns of other tables that refer to it have to grow with it",
    )


RULE = Rule(
    code="INT_KEY_SMALL",
    severity=Severity.INFO,
    meaning="An integer key ends at 2,147,483,647, and rolled back or deleted rows use numbers up "
    "too. On the day it ends every insert fails, and making it wider rewrites the table.",
    advice="Make keys bigint while the tables are empty: it costs four bytes a row, or none where "
    "alignment leaves them free.",
    find=find,
    claims=("C10",),
    notebook="13_types",
    origins=ON_MODELS,
)
