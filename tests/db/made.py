"""A table of 20,000 rows whose values are known, and what stands beside it in a database."""

from typing import Any

from sqlalchemy import text

from lab.database import Database

ROWS = 20_000
BELOW = "SELECT * FROM made WHERE v < :n"
SETUP = (
    "CREATE TABLE made (id int PRIMARY KEY, v int, word text, flag boolean)",
    f"INSERT INTO made SELECT i, i * 7919 % {ROWS}, md5(i::text) || md5((i + 1)::text), i % 10 = 0 "
    f"FROM generate_series(1, {ROWS}) AS i",
    "CREATE INDEX made_v ON made (v)",
    "ALTER TABLE made ALTER COLUMN id SET STATISTICS 100",
    "ANALYZE made",
)
WHAT_STANDS = (
    "SELECT schemaname, indexname FROM pg_indexes ORDER BY 1, 2",
    "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' ORDER BY 1",
    "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY 1",
)


def what_stands(db: Database) -> list[list[Any]]:
    """Indexes, schemas and settings, to be the same before and after."""
    with db.engine.connect() as connection:
        return [[*connection.execute(text(statement))] for statement in WHAT_STANDS]
