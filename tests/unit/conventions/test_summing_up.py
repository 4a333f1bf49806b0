"""Findings of one cause are one from a number on, and what is safe to do stays apart."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from lab.conventions import LintSettings, lint
from lab.conventions.lint_settings import Exempted
from lab.findings import Finding

CODE = "INDEX_REDUNDANT"


def indexed_twice(number: int, **table: Any) -> MetaData:
    """So many tables, each with an index that begins another one."""
    metadata = MetaData()
    for each in range(number):
        Table(
            f"t{each}",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("a", Integer, nullable=False),
            Column("b", Integer),
            Index(f"ix_{each}_a", "a"),
            Index(f"ix_{each}_a_b", "a", "b"),
            **table,
        )
    return metadata


def found(
    models: MetaData, code: str = CODE, limits: Mapping[str, float] | None = None, *exempted: str
) -> list[Finding]:
    settings = LintSettings(
        limits={code: limits or {}},
        exempted=tuple(Exempted(code=code, table=each, reason="known") for each in exempted),
    )
    return [each for each in lint(models, settings=settings) if each.code == code]


def test_a_few_are_told_each_for_itself() -> None:
    assert [each.index for each in found(indexed_twice(5))] == [f"ix_{n}_a" for n in range(5)]


def test_many_are_one_with_all_the_names_in_the_evidence() -> None:
    [finding] = found(indexed_twice(6))
    assert finding.title == (
        "6 indexes find nothing that others of their tables do not find: ix_0_a, ix_1_a, ix_2_a "
        "and 3 more"
    )
    assert finding.evidence == {"findings": 6, "names": [f"ix_{n}_a" for n in range(6)]}
    assert (finding.table, finding.index) == (None, None)


def test_the_fix_is_that_of_all() -> None:
    [finding] = found(indexed_twice(6))
    assert finding.fix is not None
    assert finding.fix.safe
    assert len(finding.fix.upgrade) == 6


@pytest.mark.parametrize(("each_up_to", "number"), [(2, 1), (3, 3)])
def test_the_limit_can_be_set(each_up_to: float, number: int) -> None:
    assert len(found(indexed_twice(3), CODE, {"each_up_to": each_up_to})) == number


def test_what_is_exempted_is_not_among_them() -> None:
    [finding] = found(indexed_twice(7), CODE, None, "t0")
    assert finding.evidence["findings"] == 6


def test_what_only_somebody_can_decide_is_told_apart_from_what_is_safe() -> None:
    models = indexed_twice(6)
    for each in range(6):
        columns = (Column("id", Integer, primary_key=True), Column("name", Text))
        Table(f"u{each}", models, *columns, Index(f"ix_u{each}", "id", "name"))
    assert [each.fix and each.fix.safe for each in found(models)] == [True, False]


def test_a_rule_that_says_nothing_of_several_tells_each() -> None:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    for each in range(30):
        key = ForeignKey("users.id", ondelete="SET NULL", name=f"fk_{each}")
        owner = Column("user_id", Integer, key, nullable=False)
        Table(f"t{each}", metadata, Column("id", Integer, primary_key=True), owner)
    assert len(found(metadata, "ON_DELETE_SET_NULL_NOT_NULL")) == 30


def test_a_key_of_several_columns_is_called_by_them() -> None:
    metadata = MetaData()
    Table("pairs", metadata, *(Column(each, Integer, primary_key=True) for each in "ab"))
    for each in range(11):
        key = ForeignKeyConstraint(["a", "b"], ["pairs.a", "pairs.b"])
        own = (Column("id", Integer, primary_key=True), Column("a", Integer), Column("b", Integer))
        Table(f"t{each}", metadata, *own, key)
    [finding] = found(metadata, "FK_WITHOUT_INDEX", {"each_up_to": 5})
    assert finding.title.endswith(": t0.(a, b), t1.(a, b), t10.(a, b) and 8 more")


def test_types_that_differ_throughout_are_one() -> None:
    metadata = MetaData()
    Table("users", metadata, Column("id", BigInteger, primary_key=True))
    for each in range(6):
        key: Column[int] = Column("user_id", Integer, ForeignKey("users.id"))
        Table(f"t{each}", metadata, Column("id", BigInteger, primary_key=True), key)
    [finding] = found(metadata, "FK_TYPE_DIFFERS")
    assert finding.title == (
        "6 columns have other types than those they refer to: t0.user_id, t1.user_id, t2.user_id "
        "and 3 more"
    )
    assert finding.fix is not None
    assert len(finding.fix.upgrade) == 6
