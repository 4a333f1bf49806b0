"""Whether the database lets something happen: tried for real, told, and rolled back."""

from dataclasses import dataclass

from sqlalchemy import Executable, text
from sqlalchemy.exc import DBAPIError

from lab.database import Database, lab_error, violated_constraint
from lab.errors import ConnectError
from lab.show import Shown, fragment, html
from lab.show import text as words

COUNTED = {"preserve_rowcount": True}


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


def attempt(db: Database, *statements: Executable | str) -> Attempt:
    """Run the statements one after the other in a transaction that is rolled back.

    Raises:
        LabError: the database cannot be reached, or writes are not allowed there.
    """
    db.require_writes("An attempt")
    rows = 0
    with db.rolled_back() as connection:
        for statement in statements:
            clause = text(statement) if isinstance(statement, str) else statement
            try:
                rows = connection.execute(clause, execution_options=COUNTED).rowcount
            except DBAPIError as error:
                return _refused(error)
    return Attempt(accepted=True, answer=words.plural(max(rows, 0), "row"))


def _refused(error: DBAPIError) -> Attempt:
    told = lab_error(error.orig)
    if isinstance(told, ConnectError):
        raise told from None
    return Attempt(accepted=False, answer=told.message, constraint=violated_constraint(error.orig))
