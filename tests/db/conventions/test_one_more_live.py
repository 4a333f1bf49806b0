"""Every rule of live schemas: one fault more is new beside a baseline; any can be exempted."""

from collections.abc import Mapping

import pytest

from lab.conventions import convention_rules
from lab.database import Database
from lab.schema import Origin, Picture, read_picture
from tests.db.conventions import (
    test_index_bloated,
    test_index_invalid,
    test_index_unused,
    test_inherited_keys,
    test_partition_index_differs,
)
from tests.db.conventions.live import make
from tests.exempted import assert_each_can_be_exempted
from tests.new import MANY, assert_one_more_is_new, found, new
from tests.repeated import repeated
from tests.unit.conventions.test_rules import module_of

on_own_server = pytest.mark.parametrize("host", ["own"], indirect=True)
ONLY_LIVE = frozenset({Origin.DATABASE})
CODES = [rule.code for rule in convention_rules().values() if rule.origins == ONLY_LIVE]
LIMITS: Mapping[str, Mapping[str, float]] = {
    "INDEX_BLOATED": {"min_megabytes": test_index_bloated.LIMIT},
    "INDEX_UNUSED": {"min_megabytes": 0},
    "STATISTICS_STALE": {"min_minutes": 0},
    "TABLE_BLOATED": {"min_megabytes": 1},
}
PARTS = "CREATE {} TABLE event_{} PARTITION OF event FOR VALUES IN ({})"
TOGETHER = {
    "INHERITED_KEYS": (
        *test_inherited_keys.BAD,
        "CREATE TABLE visit (place_id int REFERENCES place (id))",
        "CREATE TABLE stay (place_id int REFERENCES place (id))",
    ),
    "PARTITION_INDEX_DIFFERS": (
        *test_partition_index_differs.PARTITIONS,
        "CREATE INDEX event_kind_idx ON ONLY event (kind)",
        "CREATE INDEX event_id_idx ON ONLY event (id)",
    ),
    "UNLOGGED_TABLE": (
        "CREATE TABLE event (id int) PARTITION BY LIST (id)",
        *(PARTS.format("UNLOGGED", each, each) for each in (1, 2)),
    ),
}
"""What is told of several things of one table."""


def made(database: Database, code: str) -> Picture:
    """The bad schema of a rule; counters of its indexes are 30 days old."""
    if code == "INDEX_INVALID":
        test_index_invalid.build_that_fails(database)
    else:
        make(database, module_of(convention_rules()[code]).BAD)
    return test_index_unused.picture_after(database)


@on_own_server
@pytest.mark.parametrize("code", CODES)
def test_one_more_is_new_and_no_other_and_each_can_be_exempted(
    code: str, empty_database: Database
) -> None:
    picture = made(empty_database, code)
    limits = LIMITS.get(code, {})
    assert_one_more_is_new(picture, code, (1, 2, MANY), **limits)
    assert_each_can_be_exempted(repeated(picture, MANY), code, **limits)


@on_own_server
@pytest.mark.parametrize(("code", "statements"), TOGETHER.items(), ids=[*TOGETHER])
def test_one_more_is_new_where_a_table_has_several(
    code: str, statements: tuple[str, ...], empty_database: Database
) -> None:
    make(empty_database, statements)
    with empty_database.engine.connect() as connection:
        assert_one_more_is_new(read_picture(connection), code)


@on_own_server
def test_what_was_too_young_to_tell_is_new_once_it_can_be_told(empty_database: Database) -> None:
    make(empty_database, test_index_unused.BAD)
    young, old = (test_index_unused.picture_after(empty_database, days=each) for each in (2, 30))
    assert_one_more_is_new(young, "INDEX_UNUSED", min_megabytes=0)
    before, now = (found(each, "INDEX_UNUSED", min_megabytes=0) for each in (young, old))
    assert [each.index for each in new(before, now)] == ["ix_note"]
