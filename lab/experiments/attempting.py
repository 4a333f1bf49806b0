"""Whether the database lets something happen: tried for real, told, and rolled back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Executable, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import StatementError as AlchemyError
from sqlalchemy.orm import Session

from lab.database import Database, lab_error, violated_constraint
from lab.errors import ConnectError
from lab.show import Shown, fragment, html
from lab.show import text as words

COUNTED = {"preserve_rowcount": True}
Work: TypeAlias = Callable[[Session], Any]
"""What somebody does with the ORM; what the session has to write is written at its end."""


@dataclass(frozen=True, slots=True, repr=False)
class Attempt(Shown):
    """What the database answered; `constraint` is the rule that refused, where it was one."""

    accepted: bool
    answer: str
    constraint: str | None = None

    @property
    def outcome(self) -> str:
        """The answer in a word: accepted or refused."""
        return "accepted" if self.accepted else "refused"

    def __repr__(self) -> str:
        return f"{self.outcome}: {words.plain(self.answer)}"

    def render_text(self) -> str:
        """The one line."""
        return repr(self)

    def render_html(self) -> str:
        """The same with a badge."""
        badge = html.badge(self.outcome, hot=not self.accepted, good=self.accepted)
        return fragment(html.join([badge, " ", html.data(self.answer)]))


def attempt(db: Database, *steps: Executable | str | Work) -> Attempt:
    """Run statements, and work of an ORM session, in a transaction that is rolled back.

    Args:
        db: where.
        steps: statements, or functions of a session such as `lambda session: session.add(row)`,
            one after the other. The answer tells the rows of the last one, or of a session's
            work how many statements it sent.

    Raises:
        LabError: the database cannot be reached, or writes are not allowed there.
    """
    db.require_writes("An attempt")
    answer = ""
    with db.rolled_back() as connection:
        for step in steps:
            try:
                answer = _take(connection, step)
            except AlchemyError as error:
                return _refused(error)
    return Attempt(accepted=True, answer=answer)


def _take(connection: Connection, step: Executable | str | Work) -> str:
    if isinstance(step, str):
        step = text(step)
    if isinstance(step, Executable):
        rows = connection.execute(step, execution_options=COUNTED).rowcount
        return words.plural(max(rows, 0), "row")
    sent: list[str] = []
    with Session(connection, join_transaction_mode="rollback_only") as session:
        event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
        step(session)
        session.flush()
    return words.plural(len(sent), "statement")


def _refused(error: AlchemyError) -> Attempt:
    """The refusal in the database's words, or in those of the type that refused a value before."""
    if not isinstance(error, DBAPIError):
        return Attempt(accepted=False, answer=words.plain(error.orig))
    told = lab_error(error.orig)
    # Of a living connection it is the driver that refuses, say, too many parameters.
    if isinstance(told, ConnectError) and error.connection_invalidated:
        raise told from None
    return Attempt(accepted=False, answer=told.message, constraint=violated_constraint(error.orig))
