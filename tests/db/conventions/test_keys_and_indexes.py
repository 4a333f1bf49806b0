"""Rules about keys and indexes where only a server can say: partitions, statistics."""

import pytest

from lab import lint
from lab.conventions import LintSettings
from lab.database import Database
from lab.findings import Finding
from lab.schema import difference
from tests.conventions import where
from tests.db.conventions.live import fingerprint, make, run, said_live

PARTITIONED = (
    "CREATE TABLE users (id bigint PRIMARY KEY)",
    "CREATE TABLE events (id bigint, user_id bigint REFERENCES users, PRIMARY KEY (id, user_id)) "
    "PARTITION BY LIST (user_id)",
    "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)",
)


def mended(database: Database, found: list[Finding], code: str) -> None:
    """Assert that each fix mends what it was made for, and that its way back leads back."""
    before = fingerprint(database)
    for finding in found:
        assert finding.fix is not None
        run(database, finding.fix.upgrade)
    assert not said_live(code, database)
    for finding in reversed(found):
        assert finding.fix is not None
        run(database, finding.fix.downgrade)
    assert where(said_live(code, database)) == where(found)
    assert difference(before, fingerprint(database)) == ()


def test_a_partitioned_table_speaks_for_its_partitions(empty_database: Database) -> None:
    make(empty_database, PARTITIONED)
    found = said_live("FK_WITHOUT_INDEX", empty_database)
    assert where(found) == [("events", "user_id")]
    mended(empty_database, found, "FK_WITHOUT_INDEX")


def test_a_duplicate_on_a_partitioned_table_is_dropped_with_its_parts(
    empty_database: Database,
) -> None:
    make(
        empty_database,
        (*PARTITIONED, "CREATE INDEX a ON events (user_id)", "CREATE INDEX b ON events (user_id)"),
    )
    found = said_live("INDEX_DUPLICATE", empty_database)
    assert where(found) == [("events", "b")]
    mended(empty_database, found, "INDEX_DUPLICATE")


def test_an_index_comes_back_as_it_was(empty_database: Database) -> None:
    make(
        empty_database,
        (
            'CREATE TABLE "odd: names" (a int, "b%c" text, j jsonb)',
            *(
                f'CREATE INDEX {name} ON "odd: names" (lower("b%c") text_pattern_ops, '
                '"b%c" COLLATE "C" DESC NULLS LAST, (a || \'\\:x\')) INCLUDE (a) '
                "WHERE \"b%c\" <> 'y\\:z' AND a::text LIKE '5%'"
                for name in ("one", "two")
            ),
            *(
                f'CREATE INDEX {name} ON "odd: names" USING gin (j jsonb_path_ops) '
                "WITH (fastupdate = off, gin_pending_list_limit = 128)"
                for name in ("three", "two_j")
            ),
        ),
    )
    found = said_live("INDEX_DUPLICATE", empty_database)
    assert [each.index for each in found] == ["two", "two_j"]
    mended(empty_database, found, "INDEX_DUPLICATE")


def test_djangos_index_for_like_is_no_duplicate_of_the_unique_one(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE auth_user (id bigint PRIMARY KEY, username varchar(150) UNIQUE)",
            "CREATE INDEX auth_user_like ON auth_user (username varchar_pattern_ops)",
        ),
    )
    assert not said_live("INDEX_DUPLICATE", empty_database)
    assert not said_live("INDEX_REDUNDANT", empty_database)


def test_statistics_decide_what_an_index_on_a_flag_is_worth(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE users (id int, is_active boolean, level int)",
            "INSERT INTO users SELECT n, n % 10 > 0, n % 5 FROM generate_series(1, 2000) AS n",
            "CREATE INDEX ix_active ON users (is_active)",
            "CREATE INDEX ix_level ON users (level)",
            "ANALYZE users",
        ),
    )
    [finding] = said_live("INDEX_LOW_CARDINALITY", empty_database)
    assert finding.title == (
        "ix_active of users: 90 % of the rows have the same value in is_active"
    )
    mended(empty_database, [finding], "INDEX_LOW_CARDINALITY")


def test_a_target_of_another_schema_is_left_alone(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE SCHEMA other",
            "CREATE TABLE other.users (id int PRIMARY KEY)",
            "CREATE TABLE users (id bigint PRIMARY KEY)",
            "CREATE TABLE orders (user_id int REFERENCES other.users)",
        ),
    )
    assert not said_live("FK_TYPE_DIFFERS", empty_database)
    assert not said_live("MISSING_FOREIGN_KEY", empty_database)


def test_of_two_unique_keys_the_one_that_can_wait_is_spare_and_comes_back_so(
    empty_database: Database,
) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE steps (place int, CONSTRAINT a UNIQUE (place) INITIALLY DEFERRED, "
            "CONSTRAINT b UNIQUE (place))",
        ),
    )
    found = said_live("INDEX_DUPLICATE", empty_database)
    assert [each.index for each in found] == ["a"]
    mended(empty_database, found, "INDEX_DUPLICATE")


def test_a_primary_key_that_can_wait_makes_no_unique_key_spare(empty_database: Database) -> None:
    make(
        empty_database,
        ("CREATE TABLE steps (id int PRIMARY KEY DEFERRABLE, CONSTRAINT at_once UNIQUE (id))",),
    )
    assert not said_live("INDEX_DUPLICATE", empty_database)


ON_18 = pytest.mark.parametrize("host", ["own"], indirect=True)
STAYS = (
    "CREATE TABLE rooms (id int4range, during daterange, "
    "CONSTRAINT rooms_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS))",
    "CREATE TABLE stays (room int4range NOT NULL, during daterange NOT NULL, "
    "FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during))",
)


@ON_18
def test_a_key_without_overlaps_comes_back_as_it_was(empty_database: Database) -> None:
    make(
        empty_database,
        (
            STAYS[0],
            *(
                f'ALTER TABLE rooms ADD CONSTRAINT "{name}:" UNIQUE (during, id WITHOUT OVERLAPS)'
                for name in ("a", "b%")
            ),
        ),
    )
    found = said_live("INDEX_DUPLICATE", empty_database)
    assert [each.index for each in found] == ["b%:"]
    mended(empty_database, found, "INDEX_DUPLICATE")


@ON_18
def test_without_overlaps_no_partial_index_is_proposed(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE names (name int4range, during daterange, deleted_at timestamptz, "
            "UNIQUE (name, during WITHOUT OVERLAPS))",
        ),
    )
    assert not said_live("SOFT_DELETE_UNIQUE", empty_database)


@ON_18
def test_the_columns_before_a_period_are_indexed(empty_database: Database) -> None:
    make(empty_database, STAYS)
    found = said_live("FK_WITHOUT_INDEX", empty_database)
    assert [each.title for each in found] == [
        "No index of stays begins with room, which refers to rooms"
    ]
    mended(empty_database, found, "FK_WITHOUT_INDEX")


@ON_18
@pytest.mark.parametrize(
    ("index", "helps"),
    [
        ("gist (room, during)", True),
        ("gist (during)", True),
        ("gist (room, during) WHERE NOT isempty(during)", False),
        ("btree (during, room)", False),
    ],
)
def test_a_period_is_found_by_overlap(index: str, *, helps: bool, empty_database: Database) -> None:
    make(empty_database, (*STAYS, f"CREATE INDEX ON stays USING {index}"))
    assert bool(said_live("FK_WITHOUT_INDEX", empty_database)) is not helps


@ON_18
def test_a_key_that_is_not_enforced_is_told_as_that_and_nothing_else(
    empty_database: Database,
) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE users (id int PRIMARY KEY)",
            "CREATE TABLE orders (id int PRIMARY KEY, "
            "user_id int NOT NULL REFERENCES users NOT ENFORCED)",
        ),
    )
    told = lint(empty_database, settings=LintSettings()).findings
    of_key = {each.code for each in told if "user_id" in each.title}
    assert of_key == {"CONSTRAINT_NOT_VALID"}


def test_a_unique_key_that_another_schema_refers_to_is_looked_at_first(
    empty_database: Database,
) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, UNIQUE (email))",
            "CREATE UNIQUE INDEX another ON users (email)",
            "CREATE SCHEMA other",
            "CREATE TABLE other.logins (email text REFERENCES users (email))",
        ),
    )
    told = lint(empty_database, settings=LintSettings()).findings
    [finding] = [each for each in told if each.code == "INDEX_DUPLICATE"]
    assert finding.fix is not None
    assert "lean on" in finding.fix.caution
