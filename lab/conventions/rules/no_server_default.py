"""NO_SERVER_DEFAULT: a NOT NULL column whose default only Python knows.

A default that only a program can make up (a function of its own) and a key that programs give out
are no fault; of moments without time zone NAIVE_DEFAULT tells. Where no class tells of defaults,
only times of the row are expected to have one, save in archives, whose rows bring theirs along.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import designed_columns, is_created, is_updated, words_of
from lab.conventions.knowing.gathering import Case, Wording, cases_of, gathered
from lab.conventions.knowing.plurals import singular
from lab.conventions.knowing.python_defaults import is_naive_now, server_default_of
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code, alter_column
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """First what no INSERT can do without, then Python's defaults, then missing ones."""
    for case in _cases(review, _is_filled_at_updates_alone):
        for column in case.columns:
            yield Notice(
                title=f"{case.names[0]} may not be null, and is filled in at updates alone",
                table=case.table,
                column=column,
                severity=Severity.HIGH,
                fix=_with_default(case.table, column),
            )
    among = len(list(review.tables))
    by_python = _cases(review, _is_filled_by_python)
    yield from gathered(by_python, BY_PYTHON, among=among, mend=_with_default)
    missing = [
        each
        for each in _cases(review, _is_time_without_default)
        if COPIES.isdisjoint(map(singular, words_of(each.table.name)))
    ]
    among = sum(any(map(_is_row_time, table.columns)) for table in review.tables)
    for notice in gathered(missing, MISSING, among=among, mend=_with_default):
        yield replace(notice, severity=Severity.INFO)


COPIES = frozenset(("archive", "history", "deleted", "backup"))
"""Tables whose rows were made in others and keep their times."""
BY_PYTHON = Wording("has a default in Python alone", "have a default in Python alone")
MISSING = Wording("may not be null and has no default", "may not be null and have no default")


def _cases(review: Review, wanted: Callable[[Column], bool]) -> list[Case]:
    def columns_of(table: Table) -> Iterator[Column]:
        key = table.primary_key.columns if table.primary_key else ()
        for column in designed_columns(review, table):
            if column.name not in key and _has_to_be_given(column) and wanted(column):
                yield column

    return cases_of(review.tables, columns_of)


def _has_to_be_given(column: Column) -> bool:
    by_itself = column.default or column.identity or column.generated or column.sequence
    return column.not_null and not by_itself


def _is_filled_at_updates_alone(column: Column) -> bool:
    field = column.field
    return field is not None and field.default is None and field.on_update is not None


def _is_filled_by_python(column: Column) -> bool:
    field = column.field
    told = field is not None and field.default is not None and not is_naive_now(column)
    return told and server_default_of(column) is not None


def _is_time_without_default(column: Column) -> bool:
    return column.field is None and _is_row_time(column)


def _is_row_time(column: Column) -> bool:
    return is_created(column) or is_updated(column)


def _with_default(table: Table, column: Column) -> Fix:
    source = server_default_of(column)
    in_model = Code(source.removeprefix("sa.") if source else "...")
    model = field_line(table, column, sa_column_kwargs={"server_default": in_model})
    if source is None:
        return Fix(model=model)

    def alter(default: str) -> str:
        return alter_column(table, column.name, server_default=Code(default))

    return Fix(
        model=model,
        upgrade=(alter(source),),
        downgrade=(alter("None"),),
    )


RULE = Rule(
    code="NO_SERVER_DEFAULT",
    severity=Severity.WARNING,
    meaning="Only programs that use these models know what to fill in: an INSERT by hand, by COPY "
    "or by another program is refused. So is adding such a column to a table that has rows.",
    advice="Give it a server_default, and keep the Python default where objects need it early.",
    find=find,
    claims=("C11", "B18"),
    notebook="14_constraints",
)
