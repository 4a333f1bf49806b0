"""UNNAMED_CONSTRAINT: what a migration cannot name, told of once for the models."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, MetaData, Table

from lab.findings import Severity
from lab.models.foundation import NAMING_CONVENTION
from tests.conventions import only, said


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
