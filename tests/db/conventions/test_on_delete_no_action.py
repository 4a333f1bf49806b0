"""ON_DELETE_NO_ACTION: keys with PostgreSQL's default, counted once for the schema."""

from lab.database import Database
from lab.findings import Confidence
from tests.db.conventions.live import make, said_live

CODE = "ON_DELETE_NO_ACTION"
BAD = (
    "CREATE TABLE users (id bigint PRIMARY KEY)",
    "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users)",
    "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint REFERENCES users)",
)
MENDED = (
    *BAD,
    "ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey,"
    " ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE RESTRICT",
    "ALTER TABLE notes DROP CONSTRAINT notes_user_id_fkey,"
    " ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE",
)


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert finding.title == (
        "None of 2 foreign keys has a rule for ON DELETE: notes.user_id, orders.user_id"
    )
    assert finding.confidence is Confidence.LOW
    make(empty_database, MENDED[-2:-1])
    [finding] = said_live(CODE, empty_database)
    assert finding.title == "1 of 2 foreign keys has no rule for ON DELETE: notes.user_id"
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_the_keys_of_partitions_are_those_of_their_table(empty_database: Database) -> None:
    make(
        empty_database,
        (
            BAD[0],
            "CREATE TABLE event (id bigint, user_id bigint REFERENCES users) "
            "PARTITION BY RANGE (id)",
            "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (9)",
            "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (9) TO (99)",
        ),
    )
    [finding] = said_live(CODE, empty_database)
    assert finding.evidence == {"no_action": 1, "foreign_keys": 1}
