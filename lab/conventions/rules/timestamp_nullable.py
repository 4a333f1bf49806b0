"""TIMESTAMP_NULLABLE: created_at or updated_at that may be null.

An updated_at that is null until the first change, and therefore has no default, is on purpose.
"""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, is_created, is_updated
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.model_lines import not_optional
from lab.conventions.mending.operations import Code
from lab.conventions.mending.retyping import forbid_nulls
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Row timestamps without NOT NULL."""
    cases = cases_of(review.tables, lambda table: _nullable(review, table))
    among = sum(any(map(_is_row_time, table.columns)) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=_not_null)


WORDING = Wording("may be null", "may be null")


def _nullable(review: Review, table: Table) -> Iterator[Column]:
    for column in designed_columns(review, table):
        # What a generated column is made of decides whether it is null.
        if not column.not_null and column.generated is None and _is_row_time(column):
            yield column


def _is_row_time(column: Column) -> bool:
    return is_created(column) or (is_updated(column) and _has_default(column))


def _has_default(column: Column) -> bool:
    by_model = column.field is not None and column.field.default not in (None, "None")
    return column.default is not None or by_model


def _not_null(table: Table, column: Column) -> Fix:
    told = {} if column.default else {"sa_column_kwargs": {"server_default": Code("func.now()")}}
    model = not_optional(table, column, **told)
    return forbid_nulls(table, column, model=model, default="sa.func.now()")


RULE = Rule(
    code="TIMESTAMP_NULLABLE",
    severity=Severity.WARNING,
    meaning="Every row was made at some time, so a null can only mean that somebody forgot it. "
    "Such rows drop out of every filter on time, and come last or first in every list by it.",
    advice="Make it NOT NULL with DEFAULT now().",
    find=find,
    claims=("C05", "B35"),
)
