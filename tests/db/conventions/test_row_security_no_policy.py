"""ROW_SECURITY_NO_POLICY: row-level security that shows nobody anything."""

import lab
from lab.database import Database
from tests.conventions import where
from tests.db.conventions.live import make, mended_and_back, said_live

CODE = "ROW_SECURITY_NO_POLICY"
BAD = (
    "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL)",
    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
)
MENDED = (*BAD, "CREATE POLICY own_notes ON notes USING (user_id = 1)")


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert where(said_live(CODE, empty_database)) == [("notes",)]
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_where_it_is_forced_not_even_the_owner_sees_a_row(empty_database: Database) -> None:
    make(empty_database, (*BAD, "ALTER TABLE notes FORCE ROW LEVEL SECURITY"))
    [finding] = said_live(CODE, empty_database)
    assert finding.title == "notes has row-level security and no policy: nobody sees a row"


def test_its_example_is_a_policy_that_the_server_takes(empty_database: Database) -> None:
    make(empty_database, BAD)
    [fix] = mended_and_back(CODE, empty_database)
    assert not fix.safe


def test_a_schema_that_is_closed_is_told_once(empty_database: Database) -> None:
    for number in range(4):
        make(empty_database, [each.replace("notes", f"notes_{number}") for each in BAD])
    [finding] = [each for each in lab.lint(empty_database).findings if each.code == CODE]
    assert finding.title.startswith("4 tables have row-level security and no policy: notes_0")
