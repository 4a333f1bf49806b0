"""NAIVE_DEFAULT: a Python default without a time zone for a column that has one.

For a column without time zone the type is the fault, and NAIVE_TIMESTAMP tells of it.
"""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, is_moment
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.knowing.python_defaults import is_naive_now
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Defaults such as utcnow()."""
    cases = cases_of(review.tables, lambda table: _naive(review, table))
    among = sum(any(map(is_moment, table.columns)) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=_aware)


WORDING = Wording(
    "gets a default without time zone from Python",
    "get a default without time zone from Python",
)


def _naive(review: Review, table: Table) -> Iterator[Column]:
    return (each for each in designed_columns(review, table) if is_naive_now(each))


def _aware(table: Table, column: Column) -> Fix:
    now = Code("func.now()")
    kept = {"server_default": now}
    if column.field and column.field.on_update:
        kept["onupdate"] = now
    without = ("default", "default_factory")
    return Fix(model=field_line(table, column, without=without, sa_column_kwargs=kept))


RULE = Rule(
    code="NAIVE_DEFAULT",
    severity=Severity.HIGH,
    meaning="The value has no time zone, so a column with one takes it for the session's, which "
    "is hours off except in UTC. SQLModel's own column type refuses it at every insert.",
    advice="Leave the default to the server, or use datetime.now(UTC).",
    find=find,
    claims=("B6",),
    origins=ON_MODELS,
    notebook="13_types",
)
