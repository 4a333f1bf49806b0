"""Disagreements of two pictures without a server; and SQL moved from one schema to another."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from lab.conventions.drifting.drifting import drift_findings
from lab.conventions.drifting.words import one_difference
from lab.schema import Disagreement, Effect, Picture, disagreements, picture_of
from lab.schema.comparing.printing import requalified, stays_within


def picture(*parts: Any, name: str = "t") -> Picture:
    """A table with a key and these parts, and one that it can refer to."""
    source = MetaData()
    Table("u", source, Column("id", Integer, primary_key=True))
    Table(name, source, Column("id", Integer, primary_key=True), *parts)
    return picture_of(source)


def told(models: Picture, live: Picture) -> list[str]:
    return [one_difference(each) for each in disagreements(models, live, printed=False)]


def with_indexes(whole: Picture, change: Callable[[Any], Any]) -> Picture:
    tables = [
        replace(each, indexes=tuple(change(index) for index in each.indexes))
        for each in whole.tables
    ]
    return replace(whole, tables=tuple(tables))


def test_an_index_that_became_invalid_is_told() -> None:
    models = picture(Column("a", String, index=True))
    live = with_indexes(
        models, lambda index: replace(index, valid=False) if index.constraint is None else index
    )
    assert told(models, live) == [
        "Index ix_t_a of t is not valid in the database, valid in the models"
    ]


def test_without_the_servers_words_only_the_presence_of_an_expression_is_compared() -> None:
    def with_sql(default: str, where: str, check: str) -> Picture:
        return picture(
            Column("a", Integer, server_default=text(default)),
            Column("b", Integer, Computed(default)),
            CheckConstraint(check, name="ck"),
            Index("ix", "a", postgresql_where=text(where)),
            Index("by_sum", text(f"({check})")),
        )

    assert told(with_sql("1", "a > 1", "a > 0"), with_sql("2", "a>1", "0 < a")) == []
    assert told(
        picture(Column("a", Integer, server_default="1")), picture(Column("a", Integer))
    ) == ["t.a: default is none in the database, '1' in the models"]


def test_what_the_models_leave_unnamed_is_found_by_what_it_is_for() -> None:
    models = picture(
        Column("who", ForeignKey("u.id", ondelete="CASCADE")),
        Column("a", Integer),
        UniqueConstraint("a"),
        CheckConstraint("a > 0"),
    )
    live = picture(
        Column("who", ForeignKey("u.id", name="t_who_fkey")),
        Column("a", Integer),
        UniqueConstraint("a", name="t_a_key"),
        CheckConstraint("(a > 0)", name="t_a_check"),
    )
    assert told(models, live) == [
        "Foreign key t (who) of t: on delete is NO ACTION in the database, CASCADE in the models"
    ]


def test_a_key_of_a_column_that_is_missing_is_told_by_the_column() -> None:
    models = picture(Column("who", ForeignKey("u.id"), index=True))
    assert told(models, picture()) == [
        "Column t.who (integer) is in the models and not in the database"
    ]
    assert told(picture(), models) == [
        "Column t.who (integer) is in the database and not in the models"
    ]


def test_a_foreign_key_that_leads_nowhere_is_no_drift() -> None:
    models = picture(Column("who", ForeignKey("nowhere.id", name="fk")))
    assert told(models, picture(Column("who", Integer))) == []


def test_the_notes_of_alembic_and_partitions_are_not_missed_in_models() -> None:
    models = picture()
    (notes, part) = (
        replace(models.table("t"), name="alembic_version"),
        replace(models.table("t"), name="t_2026", partition_of="t"),
    )
    live = replace(models, tables=(*models.tables, notes, part))
    assert told(models, live) == []


def test_a_partition_that_the_models_map_is_there() -> None:
    models = picture()
    parts = (replace(each, partition_of="all") for each in models.tables)
    live = replace(models, tables=tuple(parts))
    assert told(models, live) == []


def test_a_key_that_can_wait_is_not_kept_by_an_index() -> None:
    models = picture(Column("n", Integer), UniqueConstraint("n", name="uq", deferrable=True))
    live = picture(Column("n", Integer), Index("uq", "n", unique=True))
    assert [each.aspects for each in disagreements(models, live, printed=False)] == [(), ()]


def test_the_columns_of_a_check_have_no_order() -> None:
    checked = picture(Column("n", Integer), CheckConstraint("id > n", name="ck"))
    table = checked.table("t")
    turned = tuple(replace(each, columns=each.columns[::-1]) for each in table.constraints)
    assert told(checked, replace(checked, tables=(replace(table, constraints=turned),))) == [
        "Table u is in the models and not in the database"
    ]


def test_of_two_that_are_alike_the_first_is_the_one_of_the_models() -> None:
    indexes = [Index(name, "n") for name in ("first", "second")]
    live = picture(Column("n", Integer), *indexes)
    unnamed = with_indexes(
        picture(Column("n", Integer), Index("first", "n")),
        lambda index: index if index.primary else replace(index, name=""),
    )
    [extra] = disagreements(unnamed, live, printed=False)
    assert (extra.name, extra.expected) == ("second", None)


def test_a_name_that_the_server_cuts_is_the_same_name() -> None:
    long = CheckConstraint("id > 0", name="x" * 70), CheckConstraint("id > 0", name="x" * 63)
    assert told(picture(long[0]), picture(long[1])) == []


def test_many_names_that_differ_are_one_finding_with_the_first_three() -> None:
    def named(prefix: str) -> Picture:
        columns = [Column(f"c{number}", Integer) for number in range(5)]
        return picture(*columns, *(Index(f"{prefix}_c{n}", f"c{n}") for n in range(5)))

    found = disagreements(named("ix"), named("idx"), printed=False)
    assert {each.effect for each in found} == {Effect.COSMETIC}
    (finding,) = drift_findings(found, named("ix"))
    assert finding.title == "5 indexes differ in their name: ix_c0, ix_c1, ix_c2 and 2 more"
    assert finding.fix is not None
    assert finding.fix.upgrade[0] == "op.execute('ALTER INDEX idx_c0 RENAME TO ix_c0')"


def test_a_disagreement_is_data_for_other_programs() -> None:
    (found,) = disagreements(
        picture(Column("a", String(5))), picture(Column("a", String)), printed=True
    )
    assert isinstance(found, Disagreement)
    assert found.to_json() == {
        "object": "t.a",
        "kind": "column",
        "aspects": ["type"],
        "expected": "character varying(5)",
        "found": "character varying",
        "effect": "behaviour",
    }


@pytest.mark.parametrize(
    ("sql", "moved"),
    [
        ("CREATE TABLE public.t (a int)", "CREATE TABLE s.t (a int)"),
        ('REFERENCES "public"."My Table" (id)', 'REFERENCES s."My Table" (id)'),
        ("a <> 'public.t' AND \"it's\" > public.f(a)", "a <> 'public.t' AND \"it's\" > s.f(a)"),
        ("COMMENT ON TABLE t IS 'it''s public.t'", "COMMENT ON TABLE t IS 'it''s public.t'"),
        ("AS $body$ SELECT public.f() $body$", "AS $body$ SELECT public.f() $body$"),
        ("other.public.x", "other.public.x"),
        ("-- public.t\nPUBLIC.t", "-- public.t\ns.t"),
    ],
)  # fmt: skip
def test_names_are_moved_to_another_schema_and_words_stay(sql: str, moved: str) -> None:
    assert requalified(sql, {"public": "s"}) == moved


@pytest.mark.parametrize(
    ("statement", "within"),
    [
        ("CREATE INDEX ix ON s.t (a)", True),
        ("CREATE UNIQUE INDEX ix ON t USING gin (a)", True),
        ("COMMENT ON COLUMN t.\"a.b\" IS 'x'", True),
        ("ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES t (id)", True),
        ("CREATE TRIGGER x AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()", True),
        ("CREATE OR REPLACE FUNCTION f() RETURNS trigger AS 'x'", True),
        ("CREATE FUNCTION s.f() RETURNS trigger AS 'x'", True),
        ("CREATE OR REPLACE FUNCTION other.f() RETURNS trigger AS 'x'", False),
        ("CREATE INDEX ix ON theirs (a)", False),
        ("ALTER TABLE other.t ADD a int", False),
        ("COMMENT ON TABLE theirs IS 'x'", False),
        ("CREATE EXTENSION hstore", False),
        ("INSERT INTO t VALUES (1)", False),
        ("DROP TABLE t", False),
    ],
)
def test_only_statements_that_stay_in_the_scratch_schema_are_run(
    statement: str, within: object
) -> None:
    assert stays_within(statement, {"t", "s.t"}, {"s"}) is within
