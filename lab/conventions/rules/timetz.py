"""TIMETZ: a time of day with a time zone, but without the day that decides on the offset."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, family
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Columns of the type time with time zone."""
    cases = cases_of(review.tables, lambda table: _timetz(review, table))
    yield from gathered(cases, WORDING, among=len(cases))


WORDING = Wording("is a time of day with a time zone", "are times of day with a time zone")


def _timetz(review: Review, table: Table) -> Iterator[Column]:
    for column in designed_columns(review, table):
        if " ".join(family(column.type).split()) == "time with time zone":
            yield column


RULE = Rule(
    code="TIMETZ",
    severity=Severity.INFO,
    meaning="The offset of a place from UTC depends on the day, and a time of day has none. So the "
    "value is right for half of the year; the type is there because the SQL standard asks for it.",
    advice="Use timestamptz for a moment, or time with the name of the zone in a column beside it.",
    find=find,
    claims=("C10",),
)
