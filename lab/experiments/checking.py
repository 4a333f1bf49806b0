"""Exercises: does the reader's answer hold, and if not, what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.database import Database
from lab.experiments.comparing import measure_blocks
from lab.experiments.variants import Wanted
from lab.show import Shown, fragment, html, text
from lab.workload import Query


@dataclass(frozen=True, slots=True, repr=False)
class Checked(Shown):
    """Whether an answer holds, with the evidence or a hint."""

    holds: bool
    evidence: str

    def __repr__(self) -> str:
        return f"{'It holds' if self.holds else 'Not yet'}: {self.evidence}"

    def render_text(self) -> str:
        """The one line."""
        return repr(self)

    def render_html(self) -> str:
        """The same with a badge."""
        word = html.badge("it holds" if self.holds else "not yet", hot=False)
        return fragment(html.join([word, " ", text.plain(self.evidence)]))


def check(
    answer: Any, expected: Any = None, *, hint: str = "Look at the evidence again"
) -> Checked:
    """Whether an answer to an exercise is the expected one; `...` or None counts as none yet."""
    if answer is None or answer is ...:
        return Checked(holds=False, evidence=f"no answer given. {hint}")
    if answer == expected:
        return Checked(holds=True, evidence=f"{answer}")
    return Checked(holds=False, evidence=f"{answer} is not it. {hint}")


def check_index(
    db: Database, query: Query, indexes: Sequence[Wanted], *, blocks_at_most: int
) -> Checked:
    """Whether with these secondary indexes alone the query touches no more than so many blocks."""
    blocks, shape = measure_blocks(db, query, indexes)
    found = f"{text.plural(blocks, 'block')} by {shape}"
    if blocks <= blocks_at_most:
        return Checked(holds=True, evidence=found)
    return Checked(holds=False, evidence=f"{found}; {blocks_at_most:,} or fewer are possible")
