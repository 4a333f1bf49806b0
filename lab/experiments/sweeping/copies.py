"""Copies of a table with some of its rows, in schemas that are gone when the sweep ends.

A copy stands before the table in the search_path, so the statement finds it under the same name.
Which rows it has is decided by a hash of where they lie, so that it is the same at every call and
a larger copy holds the rows of a smaller one; they keep their order.
"""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, func, insert, literal_column, select, table, text

from lab.data.settling import statistics_target
from lab.errors import LabError
from lab.experiments.sweeping.axes import Axis
from lab.experiments.sweeping.stand import Setup, Stand
from lab.experiments.variants import Place
from lab.workload import Query

FOLDER = Path(__file__).parent
COPIED = (FOLDER / "copied_table.sql").read_text(encoding="utf-8")
LARGEST = (FOLDER / "largest_table.sql").read_text(encoding="utf-8")
PICKS = "lab_picks"
NOTE = (
    "Copies are new tables that no VACUUM has seen: an Index Only Scan visits the table for every "
    "row, and the planner reckons with it."
)


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies that one sweep has made so far, by their number of rows."""

    query: Query
    source: Place
    prefix: str
    made: dict[int, str] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    """The table's own number of rows, once it was counted."""

    def set_up(self, stand: Stand, rows: int) -> Setup:
        """The query with a copy of so many rows in the place of its table."""
        connection = stand.connection
        if not self.made:
            self._pick(connection)
        if rows not in self.made:
            self._require(rows)
            self.made[rows] = self._copy(connection, rows)
        quote = connection.dialect.identifier_preparer.quote_identifier
        own = connection.exec_driver_sql("SHOW search_path").scalar_one()
        setup = Setup(self.query, {"search_path": f"{quote(self.made[rows])}, {own}"})
        if len(self.made) == 1 and (self.made[rows], self.source[1]) not in stand.places(setup):
            raise LabError(
                f"The query names the schema of '{self.source[1]}', so no copy can take its place",
                hint="Leave the schema out of the statement",
            )
        return setup

    def _pick(self, connection: Connection) -> None:
        """Number the rows in the order in which copies take them."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        connection.exec_driver_sql(f"CREATE SCHEMA {quote(self.prefix)}")
        connection.exec_driver_sql(
            f"CREATE TABLE {quote(self.prefix)}.{PICKS} (part oid, place tid, number bigint)"
        )
        of_row: list[Any] = [literal_column("tableoid"), literal_column("ctid")]
        hashed = func.hashtextextended(literal_column("ctid::text"), 0)
        number = func.row_number().over(order_by=[hashed, *of_row])
        asked = select(*of_row, number).select_from(self._source())
        picks = self._picks()
        connection.execute(insert(picks).from_select(["part", "place", "number"], asked))
        counted = select(func.count()).select_from(picks)
        self.whole["rows"] = connection.execute(counted).scalar_one()

    def _require(self, rows: int) -> None:
        whole = self.whole["rows"]
        if rows > whole:
            raise LabError(
                f"Table '{self.source[1]}' has {whole:,} rows, fewer than the {rows:,} asked for",
                hint=f"Give values up to {whole}, or load more rows",
            )

    def _copy(self, connection: Connection, rows: int) -> str:
        preparer = connection.dialect.identifier_preparer
        quote, name = preparer.quote_identifier, f"{self.prefix}_{rows}"
        original, copied = (f"{quote(s)}.{quote(self.source[1])}" for s in (self.source[0], name))
        given = {"schema": self.source[0], "name": self.source[1], "copies": name}
        parts = connection.execute(text(COPIED), given).one()
        run = connection.exec_driver_sql
        run(f"CREATE SCHEMA {quote(name)}")
        run(
            f"CREATE TABLE {copied} "
            f"(LIKE {original} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)"
        )
        self._fill(connection, name, parts.columns, rows)
        for definition in parts.indexes:
            # As the server words it: its percent signs are no placeholders.
            run(definition.replace("%", "%%"))
        targets = dict(zip(parts.targeted, parts.targets, strict=True))
        for each, target in _repeatable(targets, parts.columns, rows).items():
            run(f"ALTER TABLE {copied} ALTER COLUMN {quote(each)} SET STATISTICS {target}")
        run(f"ANALYZE {copied}")
        return name

    def _fill(self, connection: Connection, schema: str, columns: list[str], rows: int) -> None:
        picks = self._picks().alias("picked")
        source = self._source(*columns).alias("source")
        of_row: tuple[Any, Any] = (literal_column("source.tableoid"), literal_column("source.ctid"))
        asked = (
            select(*(source.c[each] for each in columns))
            .select_from(source)
            .join(picks, (picks.c.place == of_row[1]) & (picks.c.part == of_row[0]))
            .where(picks.c.number <= rows)
            .order_by(*of_row)
        )
        copied = table(self.source[1], *map(column, columns), schema=schema)
        connection.execute(insert(copied).from_select(columns, asked))

    def _source(self, *columns: str) -> Any:
        return table(self.source[1], *map(column, columns), schema=self.source[0])

    def _picks(self) -> Any:
        columns: Any = map(column, ("part", "place", "number"))
        return table(PICKS, *columns, schema=self.prefix)


def over_rows(connection: Connection, query: Query, places: tuple[Place, ...], wanted: str) -> Axis:
    """The number of rows of the query's largest table, or of the one that is wanted.

    Raises:
        LabError: the query does not read that table, or none that can be copied.
    """
    names = [name for _, name in places]
    if wanted and wanted not in names:
        raise LabError(
            f"The query does not read a table '{wanted}'", hint=f"It reads {', '.join(names)}"
        )
    asked = [place for place in places if not wanted or place[1] == wanted]
    given = {"schemas": [s for s, _ in asked], "names": [n for _, n in asked]}
    found = connection.execute(text(LARGEST), given).one_or_none()
    if found is None:
        raise LabError("The query reads no table whose rows could be copied", hint="Name a table")
    copies = Copies(query, (found.schema, found.name), f"lab_{uuid.uuid4().hex[:12]}")
    return Axis(
        "table rows",
        f"rows of {found.name}",
        lambda *_: query,
        set_up=copies.set_up,
        grows=True,
        # Each step makes a copy.
        most_steps=5,
        note=NOTE,
    )


def _repeatable(targets: dict[str, int], columns: list[str], rows: int) -> dict[str, int]:
    """Statistics targets with which the sample is the whole table, so that plans repeat."""
    needed = statistics_target(rows)
    if needed > max(targets.values(), default=0) and columns:
        return {**targets, columns[0]: needed}
    return targets
