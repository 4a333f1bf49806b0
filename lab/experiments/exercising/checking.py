"""Exercises: does the reader's answer hold, and if not, what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import TypeAlias, Unpack, cast, overload

from sqlalchemy import Executable

from lab.database import Database
from lab.errors import LabError, require_options
from lab.experiments.exercising.marking import Bounds, mark_answer
from lab.experiments.variants import Wanted
from lab.show import Shown, fragment, html, text
from lab.workload import Query, as_query

HINT = "Look at the evidence again"
NO_ANSWER = "no answer given"
HOLDS, NOT_YET = "It holds: ", "Not yet: "
"""How it begins, which whoever reads a saved notebook goes by."""
Indexes: TypeAlias = Sequence[Wanted | EllipsisType | None] | EllipsisType | None
Asked: TypeAlias = Query | str | Executable | EllipsisType | None
"""What the reader puts in; `...` and None stand where no answer is yet."""


@dataclass(frozen=True, slots=True, repr=False)
class Checked(Shown):
    """Whether an answer holds, with the evidence or a hint."""

    holds: bool
    evidence: str

    def __repr__(self) -> str:
        return f"{HOLDS if self.holds else NOT_YET}{text.plain(self.evidence)}"

    def render_text(self) -> str:
        """The one line."""
        return repr(self)

    def render_html(self) -> str:
        """The same with a badge."""
        word = html.badge("it holds" if self.holds else "not yet", good=self.holds)
        return fragment(html.join([word, " ", text.plain(self.evidence)]))


@overload
def check(asked: object, expected: object, *, hint: str = HINT) -> Checked: ...
@overload
def check(
    asked: Database,
    expected: Query | str | Executable,
    *,
    indexes: Indexes = None,
    query: Asked = None,
    hint: str = HINT,
    **bounds: Unpack[Bounds],
) -> Checked: ...
def check(
    asked: object,
    expected: object,
    *,
    indexes: Indexes = None,
    query: Asked = None,
    hint: str = HINT,
    **bounds: Unpack[Bounds],
) -> Checked:
    """Whether the reader's answer to an exercise holds; `...` or None counts as no answer yet.

    The hint is kept for an answer that does not hold: nobody should read it before a try.

    `lab.check(answer, expected)` compares two values, texts without regard to case and blanks at
    their ends. `lab.check(db, query, indexes=[...], blocks_at_most=12)` measures: with these
    secondary indexes alone, the query touches no more than so many blocks.
    `lab.check(db, expected, query=..., uses="Index Scan")` runs both queries: the reader's returns
    the same rows, in the order that the expected one asks for, and its plan uses what it should.
    A mistake in the answer, such as an index on no column or a query that fails, is told as one.

    Args:
        asked: the answer, or the database to measure in.
        expected: the right answer, or the query to measure or to write otherwise.
        indexes: candidates of `lab.index(...)`, their texts, or `lab.AS_IS`.
        query: the reader's; it takes the parameters of the expected one.
        hint: what a wrong answer is told.
        bounds: `blocks_at_most`, `uses`; see `Bounds`.

    Raises:
        LabError: the expected query fails, or it is not said what a good answer reaches.
    """
    if not isinstance(asked, Database):
        return _check_answer(asked, expected, hint)
    require_options("check", bounds, ("indexes", "query", "hint", *Bounds.__annotations__))
    if not bounds and query is None:
        raise LabError(
            "It is not said what a good answer reaches",
            hint="Give blocks_at_most=12, or uses='Index Only Scan'",
        )
    given = [each for each in (indexes, query) if each is not None]
    if not given or any(map(_is_open, given)):
        return Checked(holds=False, evidence=NO_ANSWER)
    if indexes is not None:
        asked.require_writes("Building indexes to check them")
    right = as_query(cast("Query | str | Executable", expected))
    mark = mark_answer(asked, right, query, cast("Sequence[Wanted] | None", indexes), bounds)
    return Checked(mark.holds, mark.words if mark.holds else f"{mark.words}. {hint}")


def _check_answer(answer: object, expected: object, hint: str) -> Checked:
    if _is_open(answer):
        return Checked(holds=False, evidence=NO_ANSWER)
    if _same(answer, expected):
        return Checked(holds=True, evidence=f"{answer}")
    return Checked(holds=False, evidence=f"{answer} is not it. {hint}")


def _same(answer: object, expected: object) -> bool:
    """Whether both are one value; a text may stand for a number, and texts are of any case."""
    if isinstance(answer, str) and isinstance(expected, str | int | float):
        return answer.strip().casefold() == str(expected).strip().casefold()
    return answer == expected


def _is_open(answer: object) -> bool:
    """Whether nothing, or a list with a gap, stands where the answer goes."""
    inside = answer if isinstance(answer, list | tuple) else [answer]
    return any(each is None or each is ... for each in inside)
