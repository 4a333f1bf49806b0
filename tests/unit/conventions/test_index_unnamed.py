"""INDEX_UNNAMED: what a naming convention that forgets indexes leaves without a name."""

from sqlalchemy import Column, Index, Integer, MetaData, Table

import lab
from lab.models.foundation import NAMING_CONVENTION
from lab.schema import source_of
from tests.conventions import only, said, where

CODE = "INDEX_UNNAMED"
WITHOUT = {kind: name for kind, name in NAMING_CONVENTION.items() if kind != "ix"}


def shop(metadata: MetaData, *more: Index) -> MetaData:
    number = Column("number", Integer, index=True)
    Table("orders", metadata, Column("id", Integer, primary_key=True), number, *more)
    return metadata


BAD = shop(MetaData(naming_convention=WITHOUT))
MENDED = shop(MetaData(naming_convention=NAMING_CONVENTION))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [("orders", "number", "")]
    assert only(CODE, BAD).title == "The index (number) of orders has no name"
    assert not said(CODE, MENDED)
    assert not said(CODE, shop(MetaData()))


def test_sqlalchemy_really_cannot_make_it() -> None:
    assert source_of(BAD).statements == ()
    assert any("CREATE INDEX" in each for each in source_of(MENDED).statements)


def test_several_have_one_cause() -> None:
    twice = shop(MetaData(naming_convention=WITHOUT), Index(None, "id", "number"))
    finding = only(CODE, twice)
    assert finding.title == "2 indexes have no name: orders (id, number), orders (number)"
    assert [each.name for each in finding.parts] == ["orders.(id, number)", "orders.number"]


def test_a_whole_lint_speaks_of_it() -> None:
    assert CODE in {each.code for each in lab.lint(BAD)}
