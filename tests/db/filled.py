"""A table with rows and indexes, for what only a live schema tells."""

from lab.schema import Index, Table

FILLED = (
    "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, note text)",
    "INSERT INTO t (status, note) SELECT CASE WHEN i % 10 = 0 THEN 'new' ELSE 'paid' END, "
    "CASE WHEN i % 2 = 0 THEN md5(i::text) END FROM generate_series(1, 20000) i",
    "CREATE INDEX by_note ON t (note)",
    "CREATE INDEX by_status ON t (status)",
    "CREATE INDEX by_lower ON t (lower(note)) INCLUDE (status)",
)


def index_of(table: Table, name: str) -> Index:
    return next(each for each in table.indexes if each.name == name)
