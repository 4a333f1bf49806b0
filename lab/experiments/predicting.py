"""A prediction made before an experiment, and the verdict after it."""

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeAlias

from lab.errors import LabError
from lab.show import Shown, fragment, html, text

Named: TypeAlias = tuple[str, str] | Mapping[str, str]
"""Of one variant or, as a mapping, of several: its name, and an index or plan node."""
Factor: TypeAlias = float | tuple[str, float]
"""How many times fewer blocks than the baseline; of the best variant or of the one named."""


class Answer(enum.StrEnum):
    """What became of a prediction."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Prediction:
    """A guess about a comparison; each part that is given is judged on its own.

    What rests on plans and blocks is the same in every run; `fastest` rests on time. Where the
    query has several cases, plans are judged in every one of them and blocks by their mean.

    Attributes:
        fewest_blocks: the variant that touches the fewest blocks.
        fastest: the variant whose time is below every other's by more than the noise.
        uses: variant -> the index, or the plan node, that its plan will show: ("one", "ix"), or
            {"one": "Index Scan", "none": "Seq Scan"} for several.
        unused: variant -> the index, or the plan node, that its plan will not show.
        at_least: the best variant touches so many times fewer blocks than the baseline: 10; or
            the one that is named: ("one", 10).
        at_most: no variant touches more than so many times fewer; or not the one that is named.
        same_blocks: variants that touch equally many blocks, to within 5 % or 2 blocks.
    """

    fewest_blocks: str | None = None
    fastest: str | None = None
    uses: Named | None = None
    unused: Named | None = None
    at_least: Factor | None = None
    at_most: Factor | None = None
    same_blocks: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        _require_names("uses", self.uses)
        _require_names("unused", self.unused)
        _require_factor("at_least", self.at_least)
        _require_factor("at_most", self.at_most)
        _require_several("same_blocks", self.same_blocks)

    def __repr__(self) -> str:
        parts = ((part.name, getattr(self, part.name)) for part in fields(self))
        given = ", ".join(f"{name}={value!r}" for name, value in parts if value is not None)
        return f"Prediction({given})"


def _require_names(part: str, given: object) -> None:
    if given is None:
        return
    pairs = tuple(given.items()) if isinstance(given, Mapping) else (given,)
    if not pairs or not all(map(_is_pair_of_names, pairs)):
        raise LabError(
            f"{part} says of a variant which index or plan node it shows",
            hint=f"Write for example {part}=('one', 'Index Scan')",
        )


def _is_pair_of_names(given: object) -> bool:
    match given:
        case (str(), str()):
            return True
    return False


def _require_factor(part: str, given: object) -> None:
    match given:
        case None:
            return
        case (str(), float() | int() as factor) | (float() | int() as factor):
            if math.isfinite(factor) and factor > 0:
                return
    raise LabError(
        f"{part} says how many times fewer blocks",
        hint=f"Write for example {part}=10 or {part}=('one', 10)",
    )


def _require_several(part: str, given: object) -> None:
    match given:
        case None:
            return
        case (str(), str(), *_):
            return
    raise LabError(
        f"{part} names the variants that touch equally many blocks",
        hint=f"Write for example {part}=('one', 'two')",
    )


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Shown):
    """Confirmed, refuted or cannot tell, with the numbers it rests on."""

    answer: Answer
    reasons: tuple[str, ...]

    def __repr__(self) -> str:
        return text.plain(f"{self.answer}: {'; '.join(self.reasons)}")

    def render_text(self) -> str:
        """The answer and its reasons."""
        return repr(self)

    def render_html(self) -> str:
        """The same with the answer as a badge."""
        badge = html.badge(
            self.answer,
            hot=self.answer == Answer.REFUTED,
            good=self.answer == Answer.CONFIRMED,
        )
        return fragment(html.join([badge, " ", text.plain("; ".join(self.reasons))]))
