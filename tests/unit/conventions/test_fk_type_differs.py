"""FK_TYPE_DIFFERS: pairs of types, from harmless to refused."""

from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    Uuid,
)

from lab.conventions.knowing.key_types import Difference, difference
from lab.findings import Severity
from tests.conventions import only, said, where

CODE = "FK_TYPE_DIFFERS"


def shop(key: Any, target: Any) -> MetaData:
    metadata = MetaData()
    Table("orders", metadata, Column("id", target, primary_key=True))
    Table("items", metadata, Column("order_id", key, ForeignKey("orders.id", name="fk_items")))
    return metadata


BAD = shop(Integer, BigInteger)
MENDED = shop(BigInteger, BigInteger)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [("items", "order_id")]
    assert not said(CODE, MENDED)


def test_the_title_tells_both_types() -> None:
    finding = only(CODE, BAD)
    assert finding.title == (
        "items.order_id is integer, orders.id which it refers to is bigint: "
        "not every value of the target fits"
    )
    assert finding.fix is not None
    assert finding.fix.model == (
        "order_id: int | None = Field(default=None, foreign_key='orders.id', sa_type=BigInteger)"
    )
    assert not finding.fix.safe


@pytest.mark.parametrize(
    ("key", "target", "severity"),
    [
        (SmallInteger, Integer, Severity.WARNING),
        (BigInteger, Integer, Severity.INFO),
        (BigInteger, Numeric(20), Severity.WARNING),
        (String(10), String(20), Severity.INFO),
        (Text, Uuid, Severity.HIGH),
        (Text, Integer, Severity.HIGH),
        (String(20), String(10), None),
        (String(20), Text, None),
        (Text, String(20), None),
        (Numeric(10, 2), Numeric(12, 2), None),
    ],
)
def test_how_grave_it_is_depends_on_the_pair(
    key: Any, target: Any, severity: Severity | None
) -> None:
    found = said(CODE, shop(key, target))
    assert [each.severity for each in found] == ([] if severity is None else [severity])


def test_only_the_column_that_differs_is_told_of() -> None:
    metadata = MetaData()
    pair = (Column("a", Integer, primary_key=True), Column("b", BigInteger, primary_key=True))
    Table("parent", metadata, *pair)
    Table(
        "child",
        metadata,
        Column("a", Integer),
        Column("b", Integer),
        ForeignKeyConstraint(["a", "b"], ["parent.a", "parent.b"]),
    )
    assert where(said(CODE, metadata)) == [("child", "b")]


def test_of_types_that_are_not_the_servers_own_nothing_is_said() -> None:
    assert difference("order_number", "integer") is Difference.NONE
    assert difference("character(3)", "character varying(3)") is Difference.CONVERTED
    assert difference("bigint[]", "bigint") is Difference.IMPOSSIBLE
