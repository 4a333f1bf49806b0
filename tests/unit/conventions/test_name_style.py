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
        "Names follow several patterns, indexes 3 as ix_... and 1 as idx_...: idx_t_d"
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


def test_names_that_are_left_to_the_server_are_told_by_unnamed_constraint() -> None:
    metadata = MetaData()
    for number in range(3):
        Table(f"a{number}", metadata, Column("id", Integer, primary_key=True))
    for number in range(4):
        key = PrimaryKeyConstraint("id", name=f"pk_b{number}")
        Table(f"b{number}", metadata, Column("id", Integer), key)
    assert not said("NAME_STYLE", metadata)
    assert said("UNNAMED_CONSTRAINT", metadata)


def test_the_word_at_the_front_goes_before_that_at_the_end() -> None:
    metadata = MetaData()
    names = ["uq_u_a", "uq_u_b", "uq_u_c", "uq_u_key"]
    columns = [Column(name, Integer) for name in names]
    Table("u", metadata, *columns, *(UniqueConstraint(each, name=each) for each in names))
    assert not said("NAME_STYLE", metadata)


def test_a_table_may_be_called_like_a_pattern() -> None:
    metadata = schema("t_a_idx", "t_b_idx", "t_c_idx")
    Table("index", metadata, Column("a", Integer), Index("index_a_idx", "a"))
    assert not said("NAME_STYLE", metadata)


def test_few_names_among_many_of_a_pattern_that_is_not_known_tell_nothing() -> None:
    unknown = [f"t_{letter}_9f3a_like" for letter in "abcdefghi"]
    assert not said("NAME_STYLE", schema("ix_t_j", "ix_t_k", "ix_t_l", "idx_t_m", *unknown))


def test_several_kinds_are_told_as_one() -> None:
    metadata = schema("ix_t_a", "ix_t_b", "ix_t_c", "idx_t_d")
    for name in ("ck_a", "ck_b", "ck_c", "chk_d"):
        Table(f"of_{name}", metadata, Column("a", Integer), CheckConstraint("a > 0", name=name))
    finding = only("NAME_STYLE", metadata)
    assert finding.title == (
        "Names follow several patterns, indexes 3 as ix_... and 1 as idx_...; "
        "checks 3 as ck_... and 1 as chk_...: idx_t_d, chk_d"
    )
    assert "ix_... and ck_..." in finding.advice
