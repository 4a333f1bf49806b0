"""Fixes that one revision cannot have together, where models and a database differ."""

from dataclasses import replace

from lab.conventions.reporting.opposing import SETTLE_FIRST, undecided
from lab.findings import Finding, Fix, Severity
from lab.schema import Picture, picture_of
from tests.conventions import said
from tests.unit.conventions.test_summing_up import indexed_twice

MAKE = ("op.create_index('ix', 't', ['a'])",)
DROP = ("op.drop_index('ix', 't')",)
OTHER = ("op.create_index('other', 't', ['b'])",)


def finding(code: str, table: str | None = "t", fix: Fix | None = None) -> Finding:
    return Finding(
        code=code, severity=Severity.WARNING, title=code, schema="public", table=table, fix=fix
    )


def cautions(*findings: Finding) -> list[str]:
    return [each.fix.caution if each.fix else "-" for each in undecided(findings)]


def test_what_one_makes_and_another_undoes_is_for_somebody_to_decide() -> None:
    lacks = finding("FK_WITHOUT_INDEX", fix=Fix(upgrade=MAKE, downgrade=DROP))
    has = finding("DRIFT", fix=Fix(upgrade=DROP, downgrade=MAKE))
    assert cautions(lacks, has) == [
        "DRIFT asks for the opposite: which of the two is meant?",
        "FK_WITHOUT_INDEX asks for the opposite: which of the two is meant?",
    ]
    assert cautions(lacks) == cautions(has) == [""]


def test_ways_back_that_differ_in_words_are_opposites_still() -> None:
    unset = ("op.alter_column('t', 'a', server_default=None)",)
    python = Fix(upgrade=("op.alter_column('t', 'a', server_default=sa.true())",), downgrade=unset)
    server = Fix(upgrade=unset, downgrade=("... sa.text('true')",))
    told = cautions(finding("NO_SERVER_DEFAULT", fix=python), finding("DRIFT", fix=server))
    assert [each.split()[0] for each in told] == ["DRIFT", "NO_SERVER_DEFAULT"]


def test_what_both_ways_do_opposes_nothing() -> None:
    replaced = Fix(upgrade=(*DROP, *MAKE), downgrade=(*DROP, "op.create_index('ix', 't', ['b'])"))
    dropped = Fix(upgrade=DROP, downgrade=("op.create_index('ix', 't', ['b'])",))
    assert cautions(finding("A", fix=replaced), finding("B", fix=dropped)) == ["", ""]


def test_a_table_that_is_another_in_the_database_is_mended_first() -> None:
    absent, index = finding("DRIFT"), Fix(upgrade=OTHER)
    here, elsewhere = finding("X", fix=index), finding("X", "u", fix=Fix(upgrade=MAKE))
    assert cautions(absent, here, elsewhere) == ["-", SETTLE_FIRST, ""]
    mended = finding("DRIFT", fix=Fix(upgrade=("op.add_column('t', ...)",)))
    assert cautions(mended, here) == ["", ""]


def test_each_of_many_tables_that_differ_counts() -> None:
    many = Finding(
        code="DRIFT",
        severity=Severity.WARNING,
        title="",
        parts=(finding("DRIFT"), finding("DRIFT", "u")),
    )
    assert cautions(many, finding("X", "u", fix=Fix(upgrade=OTHER))) == ["-", SETTLE_FIRST]


def test_an_own_caution_stays() -> None:
    own = Fix(upgrade=OTHER, caution="It rewrites the table")
    assert cautions(finding("DRIFT"), finding("X", fix=own)) == ["-", "It rewrites the table"]


def test_a_fix_of_many_tables_waits_for_each_of_them() -> None:
    parts = (finding("X", "u"), finding("X"))
    many = replace(finding("X", None, Fix(upgrade=OTHER)), parts=parts)
    assert cautions(finding("DRIFT"), many) == ["-", SETTLE_FIRST]
    assert cautions(finding("DRIFT", "elsewhere"), many) == ["-", ""]


def test_what_differs_and_belongs_to_no_table_hinders_none() -> None:
    whole = finding("X", None, Fix(upgrade=OTHER))
    assert cautions(finding("DRIFT", None), whole) == ["-", ""]


def test_columns_in_another_order_hinder_nothing() -> None:
    order = replace(finding("DRIFT"), severity=Severity.INFO)
    assert cautions(order, finding("X", fix=Fix(upgrade=OTHER))) == ["-", ""]


def test_a_difference_that_is_accepted_is_there_all_the_same() -> None:
    [left] = undecided([finding("X", fix=Fix(upgrade=OTHER))], [finding("DRIFT")])
    assert left.fix is not None
    assert left.fix.caution == SETTLE_FIRST


def test_fixes_of_other_columns_and_other_schemas_are_no_opposites() -> None:
    made = picture_of(indexed_twice(1))
    there = picture_of(indexed_twice(1, schema="b"), schema="b")
    [drop] = [each.fix for each in lint_of(made) if each.fix]
    [other] = [each.fix for each in lint_of(there) if each.fix]
    back = Fix(upgrade=other.downgrade, downgrade=other.upgrade)
    assert cautions(finding("A", fix=drop), finding("DRIFT", fix=back)) == ["", ""]
    columns = [Fix(upgrade=(f"op.{each}",), downgrade=(f"op.not_{each}",)) for each in "ab"]
    assert cautions(*[finding("A", fix=each) for each in columns]) == ["", ""]


def lint_of(picture: Picture) -> list[Finding]:
    return said("INDEX_REDUNDANT", picture)
