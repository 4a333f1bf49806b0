"""JSON_NOT_JSONB: documents kept as text."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, family
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.operations import Code
from lab.conventions.mending.retyping import As, retype
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Columns of the type json."""
    cases = cases_of(review.tables, lambda table: _json(review, table))
    among = sum(_has_document(table) for table in review.tables)
    yield from gathered(cases, WORDING, among=among, mend=_as_jsonb)


WORDING = Wording("is json, not jsonb", "are json, not jsonb")


def _json(review: Review, table: Table) -> Iterator[Column]:
    return (each for each in designed_columns(review, table) if family(each.type) == "json")


def _has_document(table: Table) -> bool:
    return any(family(each.type) in ("json", "jsonb") for each in table.columns)


def _as_jsonb(table: Table, column: Column) -> Fix:
    return retype(
        table,
        column,
        As("postgresql.JSONB()"),
        As("postgresql.JSON()"),
        model={"sa_type": Code("JSONB")},
        caution="jsonb keeps neither spaces, nor the order of keys, nor a key that comes twice",
    )


RULE = Rule(
    code="JSON_NOT_JSONB",
    severity=Severity.WARNING,
    meaning="`json` is text that is parsed anew for every look into it. It has no equality, so "
    "DISTINCT and UNION fail on it, and no GIN index finds what is inside.",
    advice="Use jsonb, unless the very text has to be given back as it came.",
    find=find,
    claims=("C10",),
    notebook="13_types",
)
