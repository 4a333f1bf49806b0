"""UPDATED_AT_NO_TRIGGER: only a trigger before the update of a row keeps its time."""

import pytest
from sqlalchemy import text

from lab.database import Database
from tests.conventions import where
from tests.db.conventions.live import make, run, said_live

CODE = "UPDATED_AT_NO_TRIGGER"
TABLE = 'CREATE TABLE "ta:sk\'s" (id int PRIMARY KEY, updated_at timestamptz)'
FUNCTION = (
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN NEW.updated_at = now(); RETURN NEW; END'"
)
TRIGGER = 'CREATE TRIGGER t {} ON "ta:sk\'s" FOR EACH ROW EXECUTE FUNCTION touch()'

BAD = (TABLE,)
MENDED = (TABLE, FUNCTION, TRIGGER.format("BEFORE INSERT OR UPDATE"))


def test_it_appears(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert where(said_live(CODE, empty_database)) == [("ta:sk's", "updated_at")]


def test_it_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, MENDED)
    assert not said_live(CODE, empty_database)


@pytest.mark.parametrize("when", ["BEFORE INSERT", "BEFORE DELETE", "AFTER UPDATE"])
def test_a_trigger_at_another_time_keeps_nothing(when: str, empty_database: Database) -> None:
    make(empty_database, (TABLE, FUNCTION, TRIGGER.format(when)))
    assert said_live(CODE, empty_database)


def test_its_fix_keeps_the_time_and_can_be_taken_back(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert finding.fix is not None
    run(empty_database, finding.fix.upgrade)
    assert not said_live(CODE, empty_database)
    with empty_database.engine.begin() as connection:
        connection.execute(text("INSERT INTO \"ta:sk's\" VALUES (1, '2000-01-01')"))
        connection.execute(text('UPDATE "ta:sk\'s" SET id = 2'))
        assert connection.execute(text('SELECT updated_at = now() FROM "ta:sk\'s"')).scalar()
    run(empty_database, finding.fix.downgrade)
    assert said_live(CODE, empty_database)
