"""What a server counts and estimates of one schema: sizes, use, statistics, empty space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from lab.schema.catalog.bloat import Stored, btree_size, heap_size
from lab.schema.catalog.queries import Row, read_settled
from lab.schema.live_facts import ColumnStatistics, IndexActivity, ServerFacts, TableActivity


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """What is known of tables and indexes by their oid, of columns by the names of both."""

    tables: Mapping[int, Row] = field(default_factory=dict)
    indexes: Mapping[int, Row] = field(default_factory=dict)
    statistics: Mapping[tuple[str, str], ColumnStatistics] = field(default_factory=dict)
    server: ServerFacts | None = None


def read_live_facts(connection: Connection, schema: str) -> LiveFacts:
    """Ask the server about one schema. What vanished meanwhile has no size, and is left out."""
    tables = read_settled(connection, "table_activity", schema=schema)
    indexes = read_settled(connection, "index_activity", schema=schema)
    return LiveFacts(
        tables={row["table_oid"]: row for row in tables if row["size"] is not None},
        indexes={row["index_oid"]: row for row in indexes if row["size"] is not None},
        statistics={
            (row["relation"], row["name"]): ColumnStatistics(
                n_distinct=row["n_distinct"],
                null_frac=row["null_frac"],
                most_common_frac=row["most_common_frac"],
                average_width=row["average_width"],
            )
            for row in read_settled(connection, "statistics", schema=schema)
        },
        server=ServerFacts(**read_settled(connection, "server")[0]),
    )


def table_activity(table: Row, columns: Sequence[Row], facts: LiveFacts) -> TableActivity | None:
    """How large a table is and how it is kept, where that is known."""
    row = facts.tables.get(table["table_oid"])
    if row is None:
        return None
    return TableActivity(
        rows=row["rows"],
        size=row["size"],
        pages=row["pages"],
        all_visible_pages=row["all_visible_pages"],
        analyzed_at=row["analyzed_at"],
        vacuumed_at=row["vacuumed_at"],
        live_rows=row["live_rows"],
        dead_rows=row["dead_rows"],
        modified_rows=row["modified_rows"],
        statistics_readable=row["statistics_readable"],
        fillfactor=row["fillfactor"],
        estimated_bloat=_heap_bloat(table["name"], row, columns, facts),
    )


def index_activity(table: Row, index: Row, facts: LiveFacts) -> IndexActivity | None:
    """How large an index is and how often it was used, where that is known."""
    row = facts.indexes.get(index["index_oid"])
    if row is None:
        return None
    return IndexActivity(
        size=row["size"],
        scans=row["scans"],
        last_scan=row["last_scan"],
        estimated_bloat=_btree_bloat(table, index, row, facts),
    )


def _heap_bloat(table: str, row: Row, columns: Sequence[Row], facts: LiveFacts) -> int | None:
    """None where nobody has looked, or where a width is not known."""
    kept = [each for each in columns if each["generated"] != "virtual"]
    stored = [
        _stored(each, facts.statistics.get((table, each["name"])), has_rows=row["rows"] > 0)
        for each in kept
    ]
    known = [each for each in stored if each is not None]
    if row["rows"] < 0 or not row["is_heap"] or len(known) < len(stored):
        return None
    expected = heap_size(
        row["rows"],
        known,
        attributes=row["attributes"],
        fillfactor=row["fillfactor"],
        page_size=row["page_size"],
    )
    return _beyond(expected, row)


def _btree_bloat(table: Row, index: Row, row: Row, facts: LiveFacts) -> int | None:
    """Likewise of an index; only of B-trees is it known how they are filled."""
    rows = facts.tables[table["table_oid"]]["rows"] if table["table_oid"] in facts.tables else -1
    stored = [
        _stored(
            each,
            facts.statistics.get(
                (index["name"], each["attribute"])
                if each["expression"]
                else (table["name"], each["text"])
            ),
            has_rows=row["rows"] > 0,
        )
        for each in index["parts"]
    ]
    known = [each for each in stored if each is not None]
    if index["method"] != "btree" or min(rows, row["rows"]) < 0 or len(known) < len(stored):
        return None
    expected = btree_size(
        row["rows"],
        known,
        table_rows=rows,
        # Which values are equal in a part of the table is not known: at most, none are.
        deduplicates=not index["unique"]
        and index["predicate"] is None
        and all(each["equal_image"] for each in index["parts"]),
        fillfactor=row["fillfactor"],
        page_size=row["page_size"],
    )
    return _beyond(expected, row)


def _beyond(expected: int, row: Row) -> int:
    """The pages counted with the rows, beyond those expected; the size of today is the limit."""
    counted: int = min(row["pages"] * row["page_size"], row["size"])
    return max(0, counted - expected)


def _stored(part: Row, statistics: ColumnStatistics | None, *, has_rows: bool) -> Stored | None:
    """How a column or a key is stored; None where it varies and was never looked at."""
    if statistics is not None and statistics.average_width is not None:
        width, null_frac = float(statistics.average_width), statistics.null_frac
        distinct = statistics.n_distinct
    elif part["length"] > 0 or not has_rows:
        width, null_frac, distinct = float(max(part["length"], 1)), 0.0, -1.0
    else:
        return None
    return Stored(width, null_frac, part["length"], part["alignment"], distinct)
