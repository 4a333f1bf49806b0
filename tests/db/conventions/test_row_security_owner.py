"""ROW_SECURITY_OWNER: policies that the role which looks is not held to."""

from dataclasses import replace

from lab.database import Database
from lab.schema import read_picture
from tests.conventions import said, where
from tests.db.conventions.live import make, mended_and_back, said_live

CODE = "ROW_SECURITY_OWNER"
BAD = (
    "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL)",
    "CREATE POLICY own_notes ON notes USING (user_id = 1)",
    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
)
MENDED = (*BAD, "ALTER TABLE notes FORCE ROW LEVEL SECURITY")


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert where(said_live(CODE, empty_database)) == [("notes",)]
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_its_fix_binds_the_owner_too(empty_database: Database) -> None:
    make(empty_database, BAD)
    [fix] = mended_and_back(CODE, empty_database)
    assert not fix.safe


def test_several_tables_of_one_owner_are_told_of_once(empty_database: Database) -> None:
    again = (each.replace("notes", "tasks") for each in BAD)
    make(empty_database, (*BAD, *again))
    [finding] = said_live(CODE, empty_database)
    assert finding.title.startswith("notes, tasks have policies, and ")
    assert finding.table is None


def test_a_role_that_owns_nothing_is_not_told_of_others(empty_database: Database) -> None:
    make(empty_database, BAD)
    with empty_database.engine.connect() as connection:
        picture = read_picture(connection)
    assert picture.server is not None
    assert not said(CODE, replace(picture, server=replace(picture.server, user="somebody")))
