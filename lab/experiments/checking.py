"""Exercises: does the reader's answer hold, and if not, what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import TypeAlias, cast, overload

from sqlalchemy import Executable

from lab.database import Database
from lab.errors import LabError
from lab.experiments.comparing import measure_blocks
from lab.experiments.variants import Wanted
from lab.show import Shown, fragment, html, text
from lab.workload import Query, as_query

HINT = "Look at the evidence again"
Indexes: TypeAlias = Sequence[Wanted | EllipsisType | None] | EllipsisType | None
"""What the reader puts in; `...` and None stand where no answer is yet."""


@dataclass(frozen=True, slots=True, repr=False)
class Checked(Shown):
    """Whether an answer holds, with the evidence or a hint."""

    holds: bool
    evidence: str

    def __repr__(self) -> str:
        return f"{'It holds' if self.holds else 'Not yet'}: {text.plain(self.evidence)}"

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
    indexes: Indexes,
    blocks_at_most: int,
    hint: str = HINT,
) -> Checked: ...
def check(
    asked: object,
    expected: object,
    *,
    indexes: Indexes = None,
    blocks_at_most: int | None = None,
    hint: str = HINT,
) -> Checked:
    """Whether the reader's answer to an exercise holds; `...` or None counts as no answer yet.

    `lab.check(answer, expected)` compares two values, texts without regard to case and blanks at
    their ends. `lab.check(db, query, indexes=[...], blocks_at_most=12)` measures: with these
    secondary indexes alone, the query touches no more than so many blocks.

    Args:
        asked: the answer, or the database to measure in.
        expected: the right answer, or the query to measure.
        indexes: candidates of `lab.index(...)`, their texts, or `lab.AS_IS`.
        blocks_at_most: what a good answer reaches.
        hint: what a wrong answer is told.

    Raises:
        LabError: an index cannot be built, or the query fails.
    """
    if not isinstance(asked, Database):
        return _check_answer(asked, expected, hint)
    if blocks_at_most is None:
        raise LabError(
            "It is not said how many blocks a good answer touches", hint="Give blocks_at_most=12"
        )
    query = as_query(cast("Query | str | Executable", expected))
    return _check_indexes(asked, query, indexes, blocks_at_most, hint)


def _check_answer(answer: object, expected: object, hint: str) -> Checked:
    if _is_open(answer):
        return Checked(holds=False, evidence=f"no answer given. {hint}")
    if _plain(answer) == _plain(expected):
        return Checked(holds=True, evidence=f"{answer}")
    return Checked(holds=False, evidence=f"{answer} is not it. {hint}")


def _plain(answer: object) -> object:
    return answer.strip().casefold() if isinstance(answer, str) else answer


def _is_open(answer: object) -> bool:
    """Whether nothing, or a list with a gap, stands where the answer goes."""
    inside = answer if isinstance(answer, list | tuple) else [answer]
    return any(each is None or each is ... for each in inside)


def _check_indexes(
    db: Database, query: Query, indexes: Indexes, blocks_at_most: int, hint: str
) -> Checked:
    if _is_open(indexes):
        return Checked(holds=False, evidence=f"no answer given. {hint}")
    blocks, shape = measure_blocks(db, query, cast(Sequence[Wanted], indexes))
    found = f"{text.plural(blocks, 'block')} by {shape}"
    if blocks <= blocks_at_most:
        return Checked(holds=True, evidence=found)
    return Checked(
        holds=False, evidence=f"{found}; {blocks_at_most:,} or fewer are possible. {hint}"
    )
