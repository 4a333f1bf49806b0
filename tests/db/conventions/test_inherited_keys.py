"""INHERITED_KEYS: keys of a parent that do not hold for the tables that inherit from it."""

from lab.database import Database
from tests.conventions import where
from tests.db.conventions.live import make, said_live

CODE = "INHERITED_KEYS"
PARENT = (
    "CREATE TABLE country (id int PRIMARY KEY)",
    "CREATE TABLE place (id int PRIMARY KEY, name text, country_id int, "
    "CONSTRAINT place_name_key UNIQUE (name), "
    "CONSTRAINT place_country_id_fkey FOREIGN KEY (country_id) REFERENCES country (id))",
)
BAD = (*PARENT, "CREATE TABLE capital (PRIMARY KEY (id)) INHERITS (place)")
MENDED = (
    *BAD,
    "ALTER TABLE capital ADD UNIQUE (name)",
    "ALTER TABLE capital ADD FOREIGN KEY (country_id) REFERENCES country (id)",
)


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert where([finding]) == [("place",)]
    assert finding.title == (
        "place_country_id_fkey, place_name_key of place hold for no row of capital, "
        "which inherits from it"
    )
    make(empty_database, MENDED[-2:])
    assert not said_live(CODE, empty_database)


def test_a_foreign_key_to_the_parent_does_not_reach_its_children(empty_database: Database) -> None:
    make(
        empty_database,
        (*MENDED, "CREATE TABLE visit (place_id int REFERENCES place (id))"),
    )
    [finding] = said_live(CODE, empty_database)
    assert finding.title == (
        "visit can refer to rows of place itself only, not to those of capital, "
        "which inherits from it"
    )


def test_partitions_keep_the_keys_of_their_table(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE country (id int PRIMARY KEY)",
            "CREATE TABLE event (id int, country_id int REFERENCES country (id), "
            "UNIQUE (id)) PARTITION BY LIST (id)",
            "CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1)",
            "CREATE TABLE visit (event_id int REFERENCES event (id))",
        ),
    )
    assert not said_live(CODE, empty_database)
