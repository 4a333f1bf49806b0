"""EPOCH_NUMBER: a moment as the number of seconds or milliseconds since 1970, by its name.

`expires_at` and `started_at_epoch_ms` are moments; a `run_time` may as well be how long it took.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import designed_columns, words_of
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, Table

A_MOMENT = re.compile(r"(.+ )?(at|epoch|timestamp|ts)( (s|sec|seconds|ms|millis|us|ns))?")
SECONDS_END = "In an integer the seconds end on 19 January 2038: make it timestamptz before then."


def find(review: Review) -> Iterator[Notice]:
    """Numbers that will end first, then those that are only hard to read."""
    among = len(list(review.tables))
    ending = cases_of(review.tables, lambda table: _numbers(review, table, "integer"))
    for notice in gathered(ending, WORDING, among=among, mend=_as_moment):
        yield replace(notice, advice=SECONDS_END, confidence=Confidence.MEDIUM)
    wide = cases_of(review.tables, lambda table: _numbers(review, table, "bigint"))
    for notice in gathered(wide, WORDING, among=among, mend=_as_moment):
        yield replace(notice, severity=Severity.INFO, confidence=Confidence.MEDIUM)


WORDING = Wording(
    "is a moment by its name, and a number by its type",
    "are moments by their names, and numbers by their types",
)


def _numbers(review: Review, table: Table, kind: str) -> Iterator[Column]:
    named = {name for key in table.constraints if key.columns for name in key.columns}
    for column in designed_columns(review, table):
        told = A_MOMENT.fullmatch(" ".join(words_of(column.name)))
        if told and column.type == kind and column.name not in named:
            yield column


def _as_moment(table: Table, column: Column) -> Fix:
    line = field_line(table, column, annotation="datetime", sa_type=Code("DateTime(timezone=True)"))
    return Fix(model=line)


RULE = Rule(
    code="EPOCH_NUMBER",
    severity=Severity.WARNING,
    meaning="Nobody can read the moment in a result, and no column says whether it is counted in "
    "seconds or milliseconds. Intervals, time zones and date_trunc work only after a conversion.",
    advice="Use timestamp with time zone: it takes eight bytes too, and to_timestamp() converts "
    "what is there.",
    find=find,
    claims=("C10",),
)
