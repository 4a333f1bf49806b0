"""UPDATED_AT_NO_TRIGGER: a live table whose time of the last change no trigger keeps.

Programs may all set it, so this is worth knowing and no more.
"""

import re
from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, is_updated
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.touching import touched_by_trigger
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Column, Table

BEFORE_UPDATE = re.compile(r" BEFORE (?:\w+ OR )*UPDATE ")


def find(review: Review) -> Iterator[Notice]:
    """Columns of tables without a BEFORE UPDATE trigger."""
    cases = cases_of(review.tables, lambda table: _unkept(review, table))
    among = sum(any(map(is_updated, table.columns)) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=touched_by_trigger)


WORDING = Wording("is kept by no trigger", "are kept by no trigger")


def _unkept(review: Review, table: Table) -> Iterator[Column]:
    if not any(BEFORE_UPDATE.search(each.definition) for each in table.triggers):
        for column in designed_columns(review, table):
            if is_updated(column) and column.generated is None:
                yield column


RULE = Rule(
    code="UPDATED_AT_NO_TRIGGER",
    severity=Severity.INFO,
    meaning="Whoever changes a row has to set the time by himself, and a statement by hand or a "
    "second program easily does not. The time of the last change is then wrong without a trace.",
    advice="Let a BEFORE UPDATE trigger set it, unless one program writes all rows.",
    find=find,
    claims=("C05", "C11"),
    origins=ON_DATABASES,
)
