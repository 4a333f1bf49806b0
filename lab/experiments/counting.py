"""How many statements a piece of work sends: counted as they go to the server, blocks and all.

The ORM loads what is read of an object when it is read; what looks like one query may be fifty.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from lab.database import Database, told
from lab.plans import Plan, parse_plan
from lab.plans.running import explain_clause, explain_options
from lab.show import Shown, fragment, html, text
from lab.show.frames import as_frame
from lab.show.terminal import cut

READS = re.compile(r"\s*(SELECT|VALUES)\b", re.IGNORECASE)
OF_TRANSACTIONS = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)s(?:::\w+(?: WITH TIME ZONE|\[\])?)?|%s")
LIST = re.compile(r"\?(, \?)+")
COLUMNS = re.compile(r"(?i)(?<=select )(?!count\()[^()]{40,}?(?= from )")
WIDTH = 100


@dataclass(frozen=True, slots=True, repr=False)
class Statement:
    """One text that was sent, however often.

    Attributes:
        sql: with placeholders; the values are not kept.
        executions: how often it was sent.
        rows: returned or changed, by all executions together.
        blocks: touched by all executions together; None where it is no SELECT.
        time_ms: from sending to the last row, all executions together.
    """

    sql: str
    executions: int = 0
    rows: int = 0
    blocks: int | None = None
    time_ms: float = 0.0

    @property
    def shortened(self) -> str:
        """On one line, without the columns and with a `?` for each value or list of values."""
        flat = " ".join(PLACEHOLDER.sub("?", self.sql).split())
        return cut(COLUMNS.sub("…", LIST.sub("?, …", flat)), WIDTH)

    def __repr__(self) -> str:
        told_blocks = "" if self.blocks is None else f", {text.plural(self.blocks, 'block')}"
        figures = f"{text.plural(self.rows, 'row')}{told_blocks}"
        return f"Statement({text.count(self.executions)} x {self.shortened}: {figures})"


@dataclass(frozen=True, slots=True, repr=False)
class Counted(Shown):
    """The statements of a piece of work, in the order in which they were first sent."""

    statements: tuple[Statement, ...]
    time_ms: float
    """Of the whole work, what the counting took left out."""
    shows_times: bool = False

    @property
    def executions(self) -> int:
        """How many statements were sent."""
        return sum(each.executions for each in self.statements)

    @property
    def rows(self) -> int:
        """How many rows came back, or were changed."""
        return sum(each.rows for each in self.statements)

    @property
    def blocks(self) -> int:
        """How many blocks the SELECTs touched."""
        return sum(each.blocks or 0 for each in self.statements)

    def timed(self) -> "Counted":
        """The same, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def to_json(self) -> dict[str, object]:
        """The figures in all and of each text."""
        return {
            "executions": self.executions,
            "rows": self.rows,
            "blocks": self.blocks,
            "time_ms": self.time_ms,
            "statements": [asdict(each) for each in self.statements],
        }

    def to_frame(self) -> Any:
        """A pandas.DataFrame: a row a text, times and all."""
        return as_frame([asdict(each) for each in self.statements])

    def __repr__(self) -> str:
        return f"Counted({self._headline})"

    def render_text(self) -> str:
        """The sums, then a row for each text."""
        table = text.table(self._headers, self._lines(), self._align)
        return f"{self._headline}\n{table}" if self.statements else self._headline

    def render_html(self) -> str:
        """The same."""
        title = html.title(self._headline)
        rows = [[*line[:-1], html.code(line[-1])] for line in self._lines()]
        return fragment(html.join([title, html.table(self._headers, rows, self._align)]))

    @property
    def _headline(self) -> str:
        sent = text.plural(self.executions, "statement")
        if self.executions > len(self.statements):
            sent += f" ({len(self.statements)} different)"
        figures = [
            sent,
            text.plural(self.rows, "row"),
            text.plural(self.blocks, "block"),
        ]
        return ", ".join([*figures, *([text.duration(self.time_ms)] if self.shows_times else [])])

    @property
    def _headers(self) -> list[str]:
        return ["sent", "rows", "blocks", *(["time"] if self.shows_times else []), "statement"]

    @property
    def _align(self) -> str:
        return ">" * (len(self._headers) - 1) + "<"

    def _lines(self) -> list[list[str]]:
        return [
            [
                text.count(each.executions),
                text.count(each.rows),
                "-" if each.blocks is None else text.count(each.blocks),
                *([text.duration(each.time_ms)] if self.shows_times else []),
                each.shortened,
            ]
            for each in self.statements
        ]


def count_statements(db: Database, work: Callable[[Session], object]) -> Counted:
    """Do the work in a session and count what it sends; at the end all of it is rolled back.

    Each SELECT is run once more at once, under EXPLAIN, to count its blocks. What the session
    commits is kept until the end of the work alone.

    Args:
        db: where.
        work: takes a session, reads and changes objects; what it returns is not looked at.

    Raises:
        LabError: a statement is refused, or it writes where the lab may not.
    """
    with db.rolled_back() as connection, _recorded(db, connection) as record:
        begun = time.perf_counter()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            work(session)
        elapsed_ms = (time.perf_counter() - begun) * 1000
    return Counted(tuple(record.statements.values()), elapsed_ms - record.explaining_ms)


@dataclass(slots=True)
class _Record:
    """What was sent so far."""

    prefix: str
    statements: dict[str, Statement] = field(default_factory=dict)
    explaining_ms: float = 0.0
    begun: float = 0.0

    def before(self, *_: object) -> None:
        """A statement is about to be sent."""
        self.begun = time.perf_counter()

    def after(self, *answered: Any) -> None:
        """A statement was sent and has been answered; SQLAlchemy gives what it was."""
        _, cursor, sql, params, *_ = answered
        now = time.perf_counter()
        if OF_TRANSACTIONS.match(sql):
            return
        # A list of sets of values is sent as so many statements (executemany).
        sent = len(params) if isinstance(params, list) else 1
        known = self.statements.get(sql, Statement(sql))
        plan = self._explained(cursor, sql, params) if READS.match(sql) else None
        # A cursor on the server does not know how many rows there will be.
        rows = cursor.rowcount if cursor.rowcount >= 0 or plan is None else plan.total_rows or 0
        self.statements[sql] = replace(
            known,
            executions=known.executions + sent,
            rows=known.rows + max(round(rows), 0),
            blocks=None if plan is None else (known.blocks or 0) + (plan.blocks or 0),
            time_ms=known.time_ms + (now - self.begun) * 1000,
        )
        self.explaining_ms += (time.perf_counter() - now) * 1000

    def _explained(self, cursor: Any, sql: str, params: Any) -> Plan:
        """The plan of one more run, for the first may have read the catalog too."""
        with told("Counting blocks"), cursor.connection.cursor() as other:
            other.execute(self.prefix + sql, params)
            return parse_plan(other.fetchone()[0])


@contextmanager
def _recorded(db: Database, connection: Connection) -> Iterator[_Record]:
    """Everything that the connection sends meanwhile."""
    options = explain_options(
        db.capabilities.server_version_num, analyze=True, timing=False, buffers=True
    )
    record = _Record(f"{explain_clause(options)} ")
    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": record.before,
        "after_cursor_execute": record.after,
    }
    for name, listener in listeners.items():
        event.listen(connection, name, listener)
    try:
        yield record
    finally:
        for name, listener in listeners.items():
            event.remove(connection, name, listener)
