"""NAME_STYLE: one pattern for the names of a kind, or several."""

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from tests.conventions import only, said

Hanging = Index | CheckConstraint | UniqueConstraint | PrimaryKeyConstraint


def schema(*names: str) -> MetaData:
    metadata = MetaData()
    columns = [Column(f"c{number}", Integer) for number in range(len(names))]
    indexes = [Index(name, f"c{number}") for number, name in enumerate(names)]
    Table("t", metadata, *columns, *indexes)
    return metadata


BAD = schema("ix_t_a", "ix_t_b", "ix_t_c", "idx_t_d")
MENDED = schema("ix_t_a", "ix_t_b", "ix_t_c", "ix_t_d")


def test_it_appears_and_is_gone_once_mended() -> None:
    finding = only("NAME_STYLE", BAD)
    assert finding.title == (
        "Indexes are named by several patterns, 3 as ix_... and 1 as idx_...: idx_t_d"
    )
    assert not said("NAME_STYLE", MENDED)


@pytest.mark.parametrize(
    "names",
    [
        ("ix_a", "idx_b"),
        ("ix_a", "ix_b", "ix_c", "open_tasks"),
        ("t_a_idx", "t_b_idx", "t_c_idx1", "t_d_idx"),
        ("a", "b", "c", "ix"),
    ],
    ids=["too few to tell", "a name by itself", "the server's own", "no pattern at all"],
)
def test_it_is_silent(names: tuple[str, ...]) -> None:
    assert not said("NAME_STYLE", schema(*names))


def test_each_kind_has_a_pattern_of_its_own() -> None:
    metadata = schema("ix_a", "ix_b", "ix_c")
    for number in range(4):
        Table(
            f"u{number}",
            metadata,
            Column("a", Integer),
            UniqueConstraint("a", name=f"uq_u{number}_a"),
            CheckConstraint("a > 0", name=f"ck_u{number}_a"),
        )
    assert not said("NAME_STYLE", metadata)


def test_a_name_that_is_left_to_the_server_is_its_pattern() -> None:
    metadata = MetaData()
    for number in range(3):
        Table(f"a{number}", metadata, Column("id", Integer, primary_key=True))
    Table("b", metadata, Column("id", Integer), PrimaryKeyConstraint("id", name="pk_b"))
    assert only("NAME_STYLE", metadata).evidence["names"] == ["pk_b"]


def test_few_names_among_many_of_a_pattern_that_is_not_known_tell_nothing() -> None:
    unknown = [f"t_{letter}_9f3a_like" for letter in "abcdefghi"]
    assert not said("NAME_STYLE", schema("ix_t_j", "ix_t_k", "ix_t_l", "idx_t_m", *unknown))
