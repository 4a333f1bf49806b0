"""A column of another type: what PostgreSQL does by itself, and what asks for thought."""

from dataclasses import replace

from sqlalchemy import ARRAY, Column, Computed, Date, DateTime, MetaData, Table

from lab.conventions.mending.operations import Code
from lab.conventions.mending.retyping import As, retype
from lab.findings import Fix
from lab.schema import picture_of

METADATA = MetaData()
Table(
    "visits",
    METADATA,
    Column("plain", DateTime),
    Column("several", ARRAY(DateTime)),
    Column("odd: name", DateTime),
    Column("made", Date, Computed('("odd: name")::date')),
)
VISITS = picture_of(METADATA).table("visits")


def as_date(name: str, *, partitioned: bool = False) -> Fix:
    table = replace(VISITS, partitioned=partitioned)
    to, back = As("sa.Date()"), As("sa.DateTime()")
    return retype(table, table.column(name), to, back, model={"sa_type": Code("Date")})


def test_a_column_that_nothing_is_made_of_is_altered_and_altered_back() -> None:
    fix = as_date("plain")
    assert fix.upgrade == ("op.alter_column('visits', 'plain', type_=sa.Date())",)
    assert fix.downgrade == ("op.alter_column('visits', 'plain', type_=sa.DateTime())",)
    assert "rewritten" in fix.caution


def test_what_is_generated_what_it_is_made_of_and_an_array_have_the_line_alone() -> None:
    for name in ("made", "odd: name", "several"):
        fix = as_date(name)
        assert "Date" in fix.model
        assert (fix.upgrade, fix.downgrade) == ((), ())


def test_of_a_partitioned_table_the_column_that_parts_it_stays() -> None:
    assert "partitioned by" in as_date("plain", partitioned=True).caution
    assert "partitioned by" not in as_date("plain").caution
