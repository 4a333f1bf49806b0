"""EPOCH_NUMBER: a moment as the number of seconds or milliseconds since 1970, by its name.

`expires_at` and `started_at_epoch_ms` are moments; a `run_time` may as well be how long it took,
an `epoch` how often a model was trained, and an integer `reorder_at` how many are left.
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

UNIT = r"(s|sec|seconds|ms|millis|us|ns)"
A_MOMENT = re.compile(rf"(.+ )?(at|timestamp|ts)( epoch)?( {UNIT})?|(.+ )?epoch {UNIT}")
LOGICAL = frozenset(("lamport", "logical"))
"""Clocks that count events."""
HAPPENS = re.compile(
    r".+ed|expires?|expiry|starts|ends|begins|runs?|due|valid|seen|read|sent|paid|done|won|lost|left|"
    r"made|met|born|begun|built|sold|bought|held|login|logout|refresh|sync|update|create"
)
"""The word before an `at` that says when: a small number may be at which place or amount, too."""
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
        if column.type == kind and column.name not in named and _is_moment(column):
            yield column


def _is_moment(column: Column) -> bool:
    words = words_of(column.name)
    if not A_MOMENT.fullmatch(" ".join(words)) or LOGICAL & set(words):
        return False
    if column.type == "bigint" or words[-1] != "at":
        return True
    return len(words) > 1 and HAPPENS.fullmatch(words[-2]) is not None


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
