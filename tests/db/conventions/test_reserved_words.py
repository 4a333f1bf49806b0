"""The list of reserved words is the server's own."""

from sqlalchemy import text

from lab.conventions.knowing.reserved_words import ANSWERING, RESERVED, RESERVED_BUT_FOR_FUNCTIONS
from lab.database import Database

SINCE_16 = {"system_user"}
WORDS = "SELECT word FROM pg_get_keywords() WHERE catcode = :catcode"


def test_it_is_what_the_server_keeps_for_itself(empty_database: Database) -> None:
    with empty_database.engine.connect() as connection:
        version = connection.scalar(text("SELECT current_setting('server_version_num')::int"))
        reserved, but_for_functions = (
            set(connection.scalars(text(WORDS), {"catcode": catcode})) for catcode in "RT"
        )
    assert reserved == RESERVED - (set() if version and version >= 160000 else SINCE_16)
    assert but_for_functions == RESERVED_BUT_FOR_FUNCTIONS


def test_some_are_values_without_quotes(empty_database: Database) -> None:
    with empty_database.engine.connect() as connection:
        version = connection.scalar(text("SELECT current_setting('server_version_num')::int"))
        known = ANSWERING - (set() if version and version >= 160000 else SINCE_16)
        for word in sorted(known):
            assert connection.execute(text(f"SELECT {word}")).one()
