"""The estimate of empty space in tables and B-trees, against what is in them."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from lab.database import Database
from lab.schema import Index, Picture, Table
from tests.db.filled import FILLED, index_of

CLOSE = 0.1
"""How far off an estimate may be: a share of the size."""


def bloat_of(part: Table | Index) -> float:
    """The estimated share of empty space."""
    assert part.activity is not None
    assert part.activity.estimated_bloat is not None
    return part.activity.estimated_bloat / part.activity.size


def test_a_table_just_filled_has_next_to_no_empty_space(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    run(*FILLED, "VACUUM (ANALYZE) t")
    table = read().table("t")
    assert bloat_of(table) <= CLOSE
    assert {each.name: bloat_of(each) <= CLOSE for each in table.indexes} == dict.fromkeys(
        ("by_lower", "by_note", "by_status", "t_pkey"), True
    )


def test_half_of_its_rows_deleted_leave_half_of_it_empty(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    run(*FILLED, "DELETE FROM t WHERE id % 2 = 0", "VACUUM (ANALYZE) t")
    table = read().table("t")
    assert bloat_of(table) == pytest.approx(0.5, abs=0.2)  # The wider half of the rows is gone.
    assert bloat_of(index_of(table, "t_pkey")) == pytest.approx(0.5, abs=CLOSE)
    run("CREATE EXTENSION pgstattuple")
    with empty_database.engine.connect() as connection:
        free = connection.scalar(text("SELECT free_percent FROM pgstattuple('t')"))
    assert bloat_of(table) == pytest.approx(free / 100, abs=CLOSE)

    run("VACUUM (FULL, ANALYZE) t")
    table = read().table("t")
    assert bloat_of(table) <= CLOSE
    assert bloat_of(index_of(table, "t_pkey")) <= CLOSE


def test_what_fillfactor_or_alignment_leave_empty_is_no_bloat(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    run(
        "CREATE TABLE loose (id int PRIMARY KEY WITH (fillfactor = 50), b bigint) "
        "WITH (fillfactor = 60)",
        "INSERT INTO loose SELECT i, i FROM generate_series(1, 20000) i",
        "CREATE TABLE padded (a bool, b bigint, c bool, d bigint, e bool, f timestamptz)",
        "INSERT INTO padded SELECT true, i, true, i, true, now() FROM generate_series(1, 20000) i",
        "CREATE TABLE far (id int, doc text)",
        "INSERT INTO far SELECT i, (SELECT string_agg(md5((i * j)::text), '') "
        "FROM generate_series(1, 200) j) FROM generate_series(1, 2000) i",
        "REINDEX TABLE loose",
        "VACUUM (ANALYZE)",
    )
    picture = read()
    assert {each.name: bloat_of(each) <= CLOSE for each in picture.tables} == {
        "far": True,
        "loose": True,
        "padded": True,
    }
    assert bloat_of(picture.table("loose").indexes[0]) <= CLOSE


def test_of_other_kinds_of_index_no_empty_space_is_claimed(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    run(*FILLED, "CREATE INDEX by_hash ON t USING hash (note)", "ANALYZE t")
    by_hash = index_of(read().table("t"), "by_hash")
    assert by_hash.activity is not None
    assert by_hash.activity.size > 0
    assert by_hash.activity.estimated_bloat is None
