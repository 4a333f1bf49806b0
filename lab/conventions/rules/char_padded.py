"""CHAR_PADDED: character(n) of more than one character, which is filled up with blanks."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, family
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.retyping import As, retype
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Columns of the type character(n); one character cannot be padded."""
    cases = cases_of(review.tables, lambda table: _padded(review, table))
    among = sum(any(map(_is_text, table.columns)) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=_as_varchar)


WORDING = Wording(
    "is of the type character(n), which pads with blanks",
    "are of the type character(n), which pads with blanks",
)


def _padded(review: Review, table: Table) -> Iterator[Column]:
    for column in designed_columns(review, table):
        if family(column.type) == "character" and _length(column) > 1:
            yield column


def _is_text(column: Column) -> bool:
    return family(column.type) in ("text", "character varying", "character")


def _length(column: Column) -> int:
    digits = column.type.removeprefix("character(").removesuffix("[]").removesuffix(")")
    return int(digits) if digits.isdecimal() else 1


def _as_varchar(table: Table, column: Column) -> Fix:
    length = _length(column)
    return retype(
        table,
        column,
        As(f"sa.String({length})"),
        As(f"sa.CHAR({length})"),
        model={"without": ("sa_type",), "max_length": length},
        caution="Blanks at the end are lost, and count from then on in comparisons",
    )


RULE = Rule(
    code="CHAR_PADDED",
    severity=Severity.INFO,
    meaning="A shorter value is filled up with blanks, which then come and go: they count in LIKE "
    "and in what clients receive, but not in comparisons. It saves neither room nor time.",
    advice="Use text or varchar, with a CHECK where the length is fixed.",
    find=find,
    claims=("C10",),
    notebook="13_types",
)
