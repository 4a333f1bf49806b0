"""Rules about keys and indexes where only a server can say: partitions, statistics."""

from lab.database import Database
from lab.findings import Finding
from tests.conventions import where
from tests.db.conventions.live import make, run, said_live

PARTITIONED = (
    "CREATE TABLE users (id bigint PRIMARY KEY)",
    "CREATE TABLE events (id bigint, user_id bigint REFERENCES users, PRIMARY KEY (id, user_id)) "
    "PARTITION BY LIST (user_id)",
    "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)",
)


def mended(database: Database, found: list[Finding], code: str) -> None:
    """Assert that each fix mends what it was made for, and that its way back leads back."""
    for finding in found:
        assert finding.fix is not None
        run(database, finding.fix.upgrade)
    assert not said_live(code, database)
    for finding in reversed(found):
        assert finding.fix is not None
        run(database, finding.fix.downgrade)
    assert where(said_live(code, database)) == where(found)


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
                f'CREATE INDEX {name} ON "odd: names" USING gin (j jsonb_path_ops)'
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
