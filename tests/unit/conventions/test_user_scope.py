"""USER_SCOPE: whose a row is has to be known, unless the schema says that it need not."""

from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, MetaData, Table

from lab.findings import Confidence, Severity
from tests.conventions import only, said, where


def schema(name: str, *parts: Any) -> MetaData:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    Table(name, metadata, Column("id", Integer, primary_key=True), *parts)
    return metadata


def owner(*, nullable: bool = True, ondelete: str | None = "CASCADE") -> Column[Any]:
    key = ForeignKey("users.id", ondelete=ondelete, name="fk")
    return Column("user_id", Integer, key, nullable=nullable)


BAD = schema("tasks", owner())
MENDED = schema("tasks", owner(nullable=False))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("USER_SCOPE", BAD)) == [("tasks", "user_id")]
    assert only("USER_SCOPE", BAD).confidence is Confidence.MEDIUM
    assert not said("USER_SCOPE", MENDED)


@pytest.mark.parametrize(
    "meant",
    [
        schema("tasks", owner(ondelete="SET NULL")),
        schema("audit_log", owner()),
        schema("shop_modellogentry", owner()),
        schema("tasks", Column("user_id", Integer), CheckConstraint("user_id > 0 OR id < 0")),
        schema("tasks", Column("author_id", ForeignKey("users.id"))),
        schema("tasks", Column("tenant_id", Integer)),
    ],
    ids=[
        "it may outlive the user",
        "a log",
        "a log of Django",
        "a check",
        "an author",
        "no such table",
    ],
)
def test_a_null_that_is_meant_is_no_fault(meant: MetaData) -> None:
    assert not said("USER_SCOPE", meant)


def test_a_column_without_foreign_key_is_believed_if_the_table_is_there() -> None:
    assert said("USER_SCOPE", schema("tasks", Column("user_id", Integer)))


@pytest.mark.parametrize(
    ("bad", "severity"),
    [
        (BAD, Severity.WARNING),
        (schema("orders", owner(ondelete=None)), Severity.INFO),
        (schema("users_tenant", Column("id2", Integer)), None),
    ],
    ids=["it goes with the user", "it may be a guest's", "no owner"],
)
def test_what_goes_with_its_owner_has_to_have_one(bad: MetaData, severity: Any) -> None:
    assert [each.severity for each in said("USER_SCOPE", bad)] == [severity] * bool(severity)


def test_a_row_without_a_tenant_is_a_hole() -> None:
    metadata = schema("orders", Column("tenant_id", Integer))
    Table("tenants", metadata, Column("id", Integer, primary_key=True))
    assert only("USER_SCOPE", metadata).severity is Severity.WARNING


def either(*parts: Any) -> MetaData:
    team = Column("team_id", Integer)
    return schema("websites", Column("user_id", ForeignKey("users.id", name="fk")), team, *parts)


def test_of_two_that_may_own_a_row_one_has_to() -> None:
    finding = only("USER_SCOPE", either())
    assert where([finding]) == [("websites", "user_id")]
    assert finding.title == (
        "user_id and team_id of websites say whose the row is, and both may be null"
    )
    assert "CHECK (num_nonnulls(user_id, team_id) = 1)" in finding.advice
    assert finding.fix is not None
    assert not finding.fix.safe
    assert finding.fix.model == (
        "CheckConstraint('num_nonnulls(user_id, team_id) = 1', name='ck_websites_owner')"
    )
    assert not said("USER_SCOPE", either(CheckConstraint("num_nonnulls(user_id, team_id) = 1")))


def test_a_tenant_beside_a_user_is_told_with_it_and_as_gravely() -> None:
    metadata = schema("orders", Column("tenant_id", Integer), Column("user_id", Integer))
    Table("tenants", metadata, Column("id", Integer, primary_key=True))
    assert only("USER_SCOPE", metadata).severity is Severity.WARNING


def test_a_team_alone_is_let_be() -> None:
    assert not said("USER_SCOPE", schema("websites", Column("team_id", Integer)))
