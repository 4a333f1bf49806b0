"""REG_TYPE: columns of numbers of catalog rows, which pg_upgrade refuses to carry over.

The list is that of pg_upgrade's documentation; regclass, regrole and regtype are carried over.
"""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, family
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code, execute, sql_name
from lab.conventions.mending.retyping import REWRITES
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table, quoted

REFUSED = (
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
)


def find(review: Review) -> Iterator[Notice]:
    """Columns that stand in the way of the next major version."""
    cases = cases_of(review.tables, lambda table: _reg(review, table))
    yield from gathered(cases, WORDING, among=len(cases), mend=_as_text)


WORDING = Wording("is of a type that pg_upgrade refuses", "are of types that pg_upgrade refuses")


def _reg(review: Review, table: Table) -> Iterator[Column]:
    return (each for each in designed_columns(review, table) if family(each.type) in REFUSED)


def _as_text(table: Table, column: Column) -> Fix:
    alter = f"ALTER TABLE {sql_name(table)} ALTER COLUMN {quoted(column.name)} TYPE"
    return Fix(
        model=field_line(table, column, annotation="str", sa_type=Code("Text")),
        upgrade=(execute(f"{alter} text"),),
        downgrade=(execute(f"{alter} {column.type} USING {quoted(column.name)}::{column.type}"),),
        caution=REWRITES,
    )


RULE = Rule(
    code="REG_TYPE",
    severity=Severity.WARNING,
    meaning="The values are the numbers of rows in the catalog, and a new major version numbers "
    "them anew. pg_upgrade therefore stops at a database that has such a column.",
    advice="Keep the name as text, and cast where it is used.",
    find=find,
)
