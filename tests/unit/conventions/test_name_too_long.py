"""NAME_TOO_LONG: names of more than 63 bytes, counted as the server counts them."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, Table

from tests.conventions import only, said, where


def named(table: str, column: str, *more: CheckConstraint | Index) -> MetaData:
    metadata = MetaData()
    Table(table, metadata, Column("id", Integer, primary_key=True), Column(column, Integer), *more)
    return metadata


BAD = named("t", "ö" * 32)
MENDED = named("t", "ö" * 31 + "o")


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NAME_TOO_LONG", BAD)) == [("t", "ö" * 32)]
    assert not said("NAME_TOO_LONG", MENDED)


def test_what_is_left_of_it_ends_with_a_whole_letter() -> None:
    finding = only("NAME_TOO_LONG", BAD)
    assert finding.evidence == {"name_bytes": 64, "kept_bytes": 63, "kept": "ö" * 31}


def test_tables_constraints_and_indexes_have_names_too() -> None:
    long = "x" * 64
    metadata = named(
        f"{long}_t", "a", CheckConstraint("a > 0", name=f"{long}_c"), Index(f"{long}_i", "a")
    )
    whats = [finding.title.split(" x")[0] for finding in said("NAME_TOO_LONG", metadata)]
    assert whats == [f"The name of the {what}" for what in ("table", "constraint", "index")]


def test_63_bytes_are_a_name_as_any() -> None:
    assert not said("NAME_TOO_LONG", named("t" * 63, "c" * 63))
