"""UNNAMED_CONSTRAINT: what a migration cannot name, told of once for the models."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
)

import lab
from lab.conventions import LintSettings
from lab.conventions.lint_settings import Exempted
from lab.findings import Severity
from lab.models.foundation import NAMING_CONVENTION
from lab.schema import picture_of
from tests.conventions import only, said
from tests.new import found, new


def shop(metadata: MetaData) -> MetaData:
    Table("users", metadata, Column("id", Integer, primary_key=True))
    Table(
        "orders",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id")),
        Column("number", Integer, unique=True),
        CheckConstraint("number > 0", name="number_positive"),
    )
    return metadata


BAD = shop(MetaData())
MENDED = shop(MetaData(naming_convention=NAMING_CONVENTION))


def test_it_appears_and_is_gone_once_mended() -> None:
    finding = only("UNNAMED_CONSTRAINT", BAD)
    assert finding.title == (
        "4 constraints have no name (2 primary keys, 1 unique constraint, 1 foreign key), "
        "and no naming_convention gives any"
    )
    assert finding.fix is not None
    assert '"uq": "uq_%(table_name)s_%(column_0_N_name)s"' in finding.fix.model
    assert not said("UNNAMED_CONSTRAINT", MENDED)


def test_the_convention_that_it_proposes_mends_it() -> None:
    fix = only("UNNAMED_CONSTRAINT", BAD).fix
    assert fix is not None
    made: dict[str, MetaData] = {}
    exec(fix.model, {"MetaData": MetaData}, made)
    assert not said("UNNAMED_CONSTRAINT", shop(made["metadata"]))


def test_primary_keys_alone_are_less_grave_for_they_are_hardly_ever_dropped() -> None:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    assert only("UNNAMED_CONSTRAINT", metadata).severity is Severity.INFO


def test_a_check_without_a_name_is_told_of_at_its_table() -> None:
    kinds = {kind: words for kind, words in NAMING_CONVENTION.items() if kind != "ck"}
    metadata = MetaData(naming_convention=kinds)
    Table("a", metadata, Column("n", Integer), CheckConstraint("n > 0"))
    finding = only("UNNAMED_CONSTRAINT", metadata)
    assert finding.title.startswith("1 constraint has no name (1 check)")
    assert finding.table == "a"


def test_it_names_each_by_its_table_its_columns_and_what_it_asks() -> None:
    metadata = shop(MetaData())
    key = ForeignKeyConstraint(["a", "b"], ["pairs.a", "pairs.b"])
    Table("pairs", metadata, *(Column(each, Integer, primary_key=True) for each in "ab"))
    Table(
        "no.tes",
        metadata,
        Column("a", Integer),
        Column("b", Integer),
        key,
        CheckConstraint("a > 0"),
        CheckConstraint("a < 9"),
    )
    assert set(only("UNNAMED_CONSTRAINT", metadata).names) == {
        '"no.tes".(a, b): foreign key pairs',
        '"no.tes".a: check a < 9',
        '"no.tes".a: check a > 0',
        "orders.id: primary key",
        "orders.number: unique",
        "orders.user_id: foreign key users",
        "pairs.(a, b): primary key",
        "users.id: primary key",
    }


def test_those_of_an_exempted_table_are_not_among_them() -> None:
    accepted = Exempted(code="UNNAMED_CONSTRAINT", table="orders", reason="known")
    lint = lab.lint(BAD, settings=LintSettings(exempted=(accepted,)))
    assert {each.table for each, _ in lint.exempted} == {"orders"}
    [found] = [each for each in lint if each.code == "UNNAMED_CONSTRAINT"]
    assert found.names == ("users.id: primary key",)
    assert not lint.unneeded


def test_one_table_more_is_one_finding_beside_a_baseline() -> None:
    before, now = shop(MetaData()), shop(MetaData())
    key = Column("order_id", Integer, ForeignKey("orders.id"))
    Table("notes", now, Column("id", Integer, primary_key=True), key)
    [told] = new(*(found(picture_of(each), "UNNAMED_CONSTRAINT") for each in (before, now)))
    assert told.title.endswith("; 2 new: notes.order_id: foreign key orders, notes.id: primary key")
    assert (told.severity, told.table) == ("warning", "notes")
