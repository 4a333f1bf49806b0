"""UPDATED_AT_NOT_KEPT: the time of the last change that a model fills in, at best, by the ORM.

What the ORM does with `onupdate` it does for its own statements. `server_onupdate` tells it, and
this rule, that a trigger does so for all.
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import designed_columns, is_updated
from lab.conventions.knowing.gathering import Case, Wording, cases_of, gathered
from lab.conventions.mending.touching import touched_by_trigger
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Columns that nothing updates, then those that only the ORM does."""
    never = _cases(review, by_orm=False)
    by_orm = _cases(review, by_orm=True)
    among = len(never) + len(by_orm)
    yield from gathered(never, NEVER, among=among, mend=touched_by_trigger)
    for notice in gathered(by_orm, BY_ORM, among=among, mend=touched_by_trigger):
        yield replace(notice, severity=Severity.INFO)


NEVER = Wording("is set by nothing when a row changes", "are set by nothing when a row changes")
BY_ORM = Wording("is set by the ORM alone", "are set by the ORM alone")


def _cases(review: Review, *, by_orm: bool) -> list[Case]:
    def columns_of(table: Table) -> Iterator[Column]:
        for column in designed_columns(review, table):
            told = column.field
            if told is None or told.written_by_server or not is_updated(column):
                continue
            if bool(told.on_update) is by_orm:
                yield column

    return cases_of(review.tables, columns_of)


RULE = Rule(
    code="UPDATED_AT_NOT_KEPT",
    severity=Severity.WARNING,
    meaning="Python's onupdate is part of statements that the ORM writes and of no others; without "
    "it each change has to set the time itself. Sooner or later one does not, and the time lies.",
    advice="Let a BEFORE UPDATE trigger set it, and tell the ORM so by server_onupdate.",
    find=find,
    claims=("C05", "C11"),
    origins=ON_MODELS,
)
